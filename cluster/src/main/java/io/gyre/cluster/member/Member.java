package io.gyre.cluster.member;

import java.util.Set;

/**
 * One worker process as membership sees it.
 *
 * @param id the worker's identity, unique in the cluster
 * @param host name or address of its gRPC port; empty for a worker of this process
 * @param port its gRPC port, for inference and control alike
 * @param zone the zone that it runs in; empty where it isn't told
 * @param memoryBytes native memory that it has for models; 0 where it isn't told
 * @param devices what it runs models on beside its processor, such as {@code cuda:0}
 */
public record Member(
    String id, String host, int port, String zone, long memoryBytes, Set<String> devices) {
  private static final int MOST_PORT = 65_535;

  public Member {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a member at " + address(host, port) + " has no id");
    }
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException(
          "member '" + id + "' has port " + port + ", expected 1 to " + MOST_PORT);
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException(
          "member '" + id + "' has " + memoryBytes + " bytes of memory, expected none or more");
    }
    devices = Set.copyOf(devices);
  }

  /** A member of which no more is told than where it is. */
  public Member(String id, String host, int port) {
    this(id, host, port, "", 0, Set.of());
  }

  /** Host and port, as they are written behind each other. */
  public String address() {
    return address(host, port);
  }

  private static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
