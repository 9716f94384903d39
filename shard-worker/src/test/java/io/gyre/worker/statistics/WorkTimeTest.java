package io.gyre.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTimeTest {
  private static final long SECOND = 1_000_000_000;

  /** Runs of so many rows, of a millisecond each. */
  private static WorkTime runs(int count, int rows) {
    return new WorkTime(count * 1_000_000L, count * 1_000_000L * rows);
  }

  @Test
  void singleRequestsCountByTheirTime() {
    assertThat(runs(700, 1).share(SECOND, 1, 1)).isEqualTo(0.7);
    assertThat(runs(700, 1).share(SECOND, 2, 1)).isEqualTo(0.35);
  }

  @Test
  void clientsOwnBatchesAreSingleRequests() {
    assertThat(runs(700, 8).share(SECOND, 1, 1)).isEqualTo(0.7);
  }

  @Test
  void aBatchThatIsNotFullLeavesRoom() {
    assertThat(runs(1_000, 4).share(SECOND, 1, 16)).isEqualTo(0.25);
    assertThat(runs(1_000, 16).share(SECOND, 1, 16)).isEqualTo(1.0);
  }

  @Test
  void runsAddUpOverTheirSizes() {
    UnitStatistics statistics = new UnitStatistics(InstantSource.system());
    assertThat(statistics.workTime()).isEqualTo(WorkTime.NONE);
    statistics.executed(new Execution(List.of(), 1, 100, 101, 108, 110));
    statistics.executed(new Execution(List.of(), 4, 200, 205, 215, 220));
    assertThat(statistics.workTime()).isEqualTo(new WorkTime(30, 90));
  }

  @Test
  void countsFromALookOn() {
    assertThat(runs(900, 2).since(runs(600, 2))).isEqualTo(runs(300, 2));
  }
}
