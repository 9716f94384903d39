package io.gyre.cluster.consul;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where workers are registered.
 *
 * @param host host of the Consul agent
 * @param port port of its HTTP API
 * @param service name of the service that the workers are instances of
 * @param tags what every instance is tagged with; others of the service are not asked for
 * @param datacenter the datacenter asked; empty for the agent's own
 * @param token the access-control token; empty for none
 * @param tls whether the agent is spoken to over TLS
 * @param authority PEM file of the authorities that the agent's certificate is checked against;
 *     empty for those that the JDK trusts
 */
public record ConsulSettings(
    String host,
    int port,
    String service,
    List<String> tags,
    String datacenter,
    String token,
    boolean tls,
    Optional<Path> authority) {
  public ConsulSettings {
    tags = List.copyOf(tags);
  }

  /** The agent, as status and log call it. */
  String agent() {
    return (tls ? "https://" : "http://") + host + ":" + port;
  }

  // The token stays out of logs.
  @Override
  public String toString() {
    return "service " + service + " in Consul at " + agent();
  }
}
