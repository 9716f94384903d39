package io.gyre.loadtest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
  @Test
  void evenRequestsLeaveAtOnceAndThenAtEqualDistances() {
    assertThat(first(4, RateSchedule.constant(1000, Arrivals.EVEN, 1)))
        .containsExactly(0, 1_000_000, 2_000_000, 3_000_000);
  }

  @Test
  void evenRequestsDoNotDriftOverHours() {
    PrimitiveIterator.OfLong times = RateSchedule.constant(3000, Arrivals.EVEN, 1).sendTimes();
    long time = 0;
    for (int i = 0; i <= 3000 * 3600; i++) {
      time = times.nextLong();
    }
    assertThat(time).isEqualTo(3600_000_000_000L);
  }

  @Test
  void stepsAndRampsBeginAfterTheWarmUp() {
    long[] steps = first(71, RateSchedule.steps(List.of(10.0, 20.0), 1, 4, Arrivals.EVEN, 1));
    long[] ramp = first(161, RateSchedule.ramp(10, 40, 1, 6, Arrivals.EVEN, 1));

    assertThat(steps[30]).isEqualTo(3_000_000_000L);
    assertThat(steps[70]).isEqualTo(5_000_000_000L);
    assertThat(ramp[10]).isEqualTo(1_000_000_000L);
    assertThat(ramp[160]).isEqualTo(7_000_000_000L);
  }

  @Test
  void poissonDistancesHaveTheMeanAndTheSpreadOfTheExponentialDistribution() {
    long[] times = first(200_001, RateSchedule.constant(1000, Arrivals.POISSON, 42));
    double[] gaps = new double[200_000];
    Arrays.setAll(gaps, i -> times[i + 1] - times[i]);
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double variance = Arrays.stream(gaps).map(g -> (g - mean) * (g - mean)).average().orElseThrow();
    double aboveMean = Arrays.stream(gaps).filter(g -> g > mean).count() / 200_000.0;

    assertThat(mean).isCloseTo(1e6, within(1e4));
    assertThat(Math.sqrt(variance) / mean).isCloseTo(1, within(0.01));
    assertThat(aboveMean).isCloseTo(Math.exp(-1), within(0.01));
  }

  @Test
  void theSameSeedGivesTheSameTimes() {
    RateSchedule schedule = RateSchedule.constant(10, Arrivals.POISSON, 5);

    assertThat(first(100, schedule)).isEqualTo(first(100, schedule));
    assertThat(first(100, schedule))
        .isNotEqualTo(first(100, RateSchedule.constant(10, Arrivals.POISSON, 6)));
  }

  private static long[] first(int count, RateSchedule schedule) {
    PrimitiveIterator.OfLong times = schedule.sendTimes();
    long[] first = new long[count];
    Arrays.setAll(first, i -> times.nextLong());
    return first;
  }
}
