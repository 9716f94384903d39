package io.gyre.worker.queue;

import static io.gyre.worker.queue.OverloadSimulation.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.worker.queue.OverloadSimulation.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What overload does to requests with deadlines of 100 ms. */
class OverloadTest {
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final long DEADLINE = 100 * MILLISECOND;

  /**
   * A row takes 2 ms, or a batch does, or a batch takes 40 ms, or 9 ms on each of two instances.
   */
  private static Model model(String name) {
    return switch (name) {
      case "unbatched" -> new Model(1, 1, 2 * MILLISECOND, 0);
      case "flat" -> new Model(1, 64, 2 * MILLISECOND, 0);
      case "slow" -> new Model(1, 16, 40 * MILLISECOND, 0);
      case "linear" -> new Model(2, 16, MILLISECOND, MILLISECOND / 2);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "unbatched, 2",
    "unbatched, 5",
    "flat, 2",
    "flat, 5",
    "linear, 2",
    "linear, 5",
    "slow, 2",
    "slow, 5",
  })
  void goodputStaysAtThePeakAndAnswersComeInTime(String name, int times) {
    Model model = model(name);
    for (int seed = 0; seed < 5; seed++) {
      OverloadSimulation overload = new OverloadSimulation(seed, model, DEADLINE);
      overload.run(times * model.peakPerSecond(), SECOND, 1);
      overload.reset();
      overload.run(times * model.peakPerSecond(), 4 * SECOND, 1);

      assertThat(overload.good() / 4.0)
          .as("%s", overload)
          .isGreaterThan(0.9 * model.peakPerSecond());
      assertThat(overload.p99()).as("%s", overload).isLessThanOrEqualTo(DEADLINE);
    }
  }

  @ParameterizedTest
  @CsvSource({"unbatched", "flat", "linear"})
  void loadBelowThePeakIsNotRefused(String name) {
    Model model = model(name);
    OverloadSimulation load = new OverloadSimulation(1, model, DEADLINE);
    load.run(0.8 * model.peakPerSecond(), 5 * SECOND, 1);

    assertThat(load.refused()).as("%s", load).isLessThan(load.good() / 200);
  }

  @ParameterizedTest
  @CsvSource({"unbatched", "flat", "linear"})
  void modelThatWasSlowForAWhileIsSoonUsedAgainInFull(String name) {
    Model model = model(name);
    OverloadSimulation load = new OverloadSimulation(2, model, DEADLINE);
    load.run(2 * model.peakPerSecond(), SECOND, 1);
    load.run(2 * model.peakPerSecond(), 2 * SECOND, 100);
    load.run(2 * model.peakPerSecond(), SECOND, 1);
    load.reset();
    load.run(2 * model.peakPerSecond(), 2 * SECOND, 1);

    assertThat(load.good() / 2.0).as("%s", load).isGreaterThan(0.9 * model.peakPerSecond());
  }

  /** With 40 ms for runs of 30 ms, only what comes in the last third of a run can be in time. */
  @ParameterizedTest
  @CsvSource({"40, 3, 0.2", "100, 3, 0.25", "100, 5, 0.15"})
  void modelThatHasSlowedDownIsUsedAsFarAsItGoes(long deadlineMillis, int slower, double share) {
    Model model = new Model(1, 32, 10 * MILLISECOND, 0);
    OverloadSimulation load = new OverloadSimulation(3, model, deadlineMillis * MILLISECOND);
    double rate = model.peakPerSecond() / slower;
    load.run(rate, SECOND, 1);
    load.run(rate, SECOND, slower);
    load.reset();
    load.run(rate, 4 * SECOND, slower);

    assertThat(load.good() / 4.0).as("%s", load).isGreaterThan(share * rate);
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.6"})
  void burstWithoutDeadlinesLeavesNoRefusalsBehind(double share) {
    Model model = new Model(1, 32, MILLISECOND, 3 * MILLISECOND / 2);
    OverloadSimulation load = new OverloadSimulation(4, model, 40 * MILLISECOND);
    load.burst(500);
    load.run(share / 4 * model.peakPerSecond(), 3 * SECOND, 1);
    load.reset();
    load.run(share / 4 * model.peakPerSecond(), 4 * SECOND, 1);

    assertThat(load.refused()).as("%s", load).isLessThan(load.good() / 100);
  }
}
