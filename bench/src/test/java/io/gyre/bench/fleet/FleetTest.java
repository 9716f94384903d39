package io.gyre.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
  private static final FleetPlan SMALL = new FleetPlan(40, 400, 200, 1);

  @TempDir private Path folder;

  @Test
  void aClusterUnderChangeStaysWithinItsMemoryAndMovesLittle() throws Exception {
    FleetOutcome outcome = FleetRun.of(SMALL, _ -> {});
    assertThat(outcome.samples()).hasSize(201);
    assertThat(outcome.samples()).allSatisfy(sample -> assertThat(sample.fullest()).isLessThan(1));
    FleetSample last = outcome.samples().getLast();
    assertThat(last.moved() / last.ideal()).isBetween(0.8, 2.0);

    FleetReport.write(outcome, folder.resolve("simulation"));
    assertThat(folder.resolve("simulation/fleet.md")).content().contains("40 workers", "fleet.svg");
    assertThat(folder.resolve("simulation/fleet.svg")).content().contains("<polyline", "</svg>");
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(FleetRun.of(SMALL, _ -> {}).samples())
        .isEqualTo(FleetRun.of(SMALL, _ -> {}).samples());
  }

  /** Of a queue of one server with random arrivals and services, the tail is known. */
  @Test
  void theTailOfOneQueueIsThatOfTheBooks() {
    double[] idle = {1e-9};
    assertThat(Latency.exceeded(idle, 0.01)).isCloseTo(-Math.log(0.01), Offset.offset(0.05));
    double[] busy = new double[10];
    Arrays.fill(busy, 0.5);
    assertThat(Latency.exceeded(busy, 0.01)).isCloseTo(-2 * Math.log(0.01), Offset.offset(0.05));
  }
}
