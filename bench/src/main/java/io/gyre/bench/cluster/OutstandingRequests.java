package io.gyre.bench.cluster;

import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/** How many requests each worker has from a router, looked at again and again. */
final class OutstandingRequests {
  private static final Duration LOOK = Duration.ofMillis(10);

  private final RealCluster cluster;
  private final ServerProcess router;

  OutstandingRequests(RealCluster cluster, ServerProcess router) {
    this.cluster = cluster;
    this.router = router;
  }

  /**
   * Looks until told to stop: the sum over all looks, by worker.
   *
   * @param stop ends it
   */
  Map<String, Long> sum(AtomicBoolean stop) throws IOException, InterruptedException {
    Map<String, Long> sums = new TreeMap<>();
    while (!stop.get()) {
      for (JsonNode route : cluster.status(router).path("table")) {
        for (JsonNode replica : route.path("replicas")) {
          sums.merge(
              replica.path("worker").asString(""),
              replica.path("outstanding").asLong(0),
              Long::sum);
        }
      }
      Thread.sleep(LOOK);
    }
    return sums;
  }
}
