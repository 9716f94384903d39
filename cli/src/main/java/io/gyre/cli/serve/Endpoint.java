package io.gyre.cli.serve;

import java.net.InetSocketAddress;

/**
 * Where one port can be reached.
 *
 * @param host the address it is bound to
 * @param port the port, never 0
 */
public record Endpoint(String host, int port) {
  static Endpoint of(String host, InetSocketAddress bound) {
    return new Endpoint(host, bound.getPort());
  }

  /** The address to call from this machine: {@code localhost} where every address is bound. */
  public String local() {
    return (isEverywhere() ? "localhost" : bracketed()) + ":" + port;
  }

  /** Whether every address of the machine is bound. */
  boolean isEverywhere() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    return bracketed() + ":" + port;
  }

  private String bracketed() {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
