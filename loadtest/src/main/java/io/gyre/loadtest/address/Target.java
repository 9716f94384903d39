package io.gyre.loadtest.address;

import io.gyre.loadtest.usage.UsageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The server under load.
 *
 * @param transport what carries the protocol
 * @param host name or address, as given
 * @param port TCP port
 */
public record Target(Transport transport, String host, int port) {
  /** What carries the protocol. */
  public enum Transport {
    GRPC(8001),
    HTTP(8000);

    private final int defaultPort;

    Transport(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    private String scheme() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Reads {@code grpc://host[:port]} or {@code http://host[:port]}.
   *
   * @throws UsageException where {@code text} is neither
   */
  public static Target parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw unreadable(text);
    }
    Transport transport =
        Arrays.stream(Transport.values())
            .filter(t -> t.scheme().equals(uri.getScheme()))
            .findFirst()
            .orElseThrow(() -> unreadable(text));
    boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
    if (uri.getHost() == null || !bare || uri.getQuery() != null || uri.getUserInfo() != null) {
      throw unreadable(text);
    }
    int port = uri.getPort() < 0 ? transport.defaultPort : uri.getPort();
    return new Target(transport, uri.getHost(), port);
  }

  /** Host and port, as requests name them. */
  public String authority() {
    return host + ":" + port;
  }

  /**
   * The address behind the name.
   *
   * @throws UsageException where the host is unknown
   */
  public InetSocketAddress resolve() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new UsageException("the host of " + this + " is unknown; check its name");
    }
  }

  private static UsageException unreadable(String text) {
    return new UsageException(
        "expected a target like grpc://host:8001 or http://host:8000, found '" + text + "'");
  }

  @Override
  public String toString() {
    return transport.scheme() + "://" + authority();
  }
}
