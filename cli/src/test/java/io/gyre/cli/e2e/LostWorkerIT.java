package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that ends in the middle of its requests, as a machine does that loses power. */
class LostWorkerIT {
  @TempDir Path directory;

  @Test
  void killedWorkersRequestsAreAnsweredByTheOther() throws Exception {
    Repository repository = Repository.create(directory);
    try (Topology.Cluster server = Topology.DISTRIBUTED.start(repository.path());
        OffsetCalls calls = new OffsetCalls(server.front());
        Load load = Load.on(calls)) {
      load.awaitAnswers(100);
      // Frozen, it keeps what it is sent, so that requests are surely under way when it is killed.
      GyreProcess victim = server.workers().getFirst();
      victim.freeze();
      load.awaitStuckClient();
      victim.kill();
      load.awaitAnswers(200);
      load.close();

      assertThat(load.failures()).isEmpty();
      assertThat(retries(Scrape.of(server.front()))).isPositive();
    }
  }

  private static double retries(String scraped) {
    return scraped
        .lines()
        .filter(line -> line.startsWith("gyre_router_retries_total"))
        .filter(line -> line.contains("reason=\"worker_lost\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
