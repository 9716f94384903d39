package io.gyre.cli.serve;

import io.gyre.cli.config.Key;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Binds ports as the configuration says, and explains where that fails. */
record Binding(Settings settings) {
  /** Something that listens, made for an address. */
  interface Listener<L> {
    L bind(InetSocketAddress address) throws IOException;
  }

  /**
   * Binds the port of {@code key}.
   *
   * @throws StartException naming port, key and fix
   */
  <L> L bind(Key<Integer> key, Listener<L> listener) throws StartException {
    String host = settings.get(Keys.HOST);
    int port = settings.get(key);
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartException(
          "%s is '%s', and no such host is known; give an address of this machine, or 0.0.0.0"
              .formatted(Keys.HOST.path(), host));
    }
    try {
      return listener.bind(address);
    } catch (IOException e) {
      throw new StartException(
          "can't listen on %s port %d (%s): %s; stop what uses it, or choose another with --%s N (0 picks a free one)"
              .formatted(host, port, key.path(), reason(e), key.path().replace('.', '-')));
    }
  }

  /** Where the port can be reached. */
  Endpoint endpoint(int port) {
    return new Endpoint(settings.get(Keys.HOST), port);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
