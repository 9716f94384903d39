package io.gyre.cli.serve;

import java.util.Optional;

/**
 * The ports of one process.
 *
 * @param http clients' HTTP; empty for a worker
 * @param grpc clients' gRPC, or the routers' at a worker
 * @param metrics Prometheus
 */
public record Endpoints(Optional<Endpoint> http, Endpoint grpc, Endpoint metrics) {
  /** The one line of standard output. */
  public String readyLine() {
    return "gyre ready"
        + http.map(endpoint -> " http=" + endpoint).orElse("")
        + " grpc="
        + grpc
        + " metrics="
        + metrics
        + " pid="
        + ProcessHandle.current().pid();
  }
}
