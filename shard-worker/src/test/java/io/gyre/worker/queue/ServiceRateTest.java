package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ServiceRateTest {
  private static final long SECOND = 1_000_000_000;

  private final ServiceRate rate = new ServiceRate(2);

  @Test
  void eachSizeHasItsOwnTime() {
    rate.ran(1, 1_000, 0);
    rate.ran(32, 9_000, 0);

    assertThat(rate.nanosPerRun(1, 0)).isEqualTo(1_000);
    assertThat(rate.nanosPerRun(17, 0)).as("17 to 32").isEqualTo(9_000);
    assertThat(rate.nanosPerRun(16, 0)).as("the next smaller that is known").isEqualTo(1_000);
    assertThat(rate.nanosBetween(32, 0)).isEqualTo(4_500);
  }

  @Test
  void nothingIsKnownOfSizesBelowWhatWasMeasured() {
    rate.ran(32, 9_000, 0);

    assertThat(rate.nanosPerRun(1, 0)).isZero();
  }

  @Test
  void measurementFollowsTheModelUpAndDown() {
    for (int i = 0; i < 50; i++) {
      rate.ran(10, 2_000, 0);
    }
    for (int i = 0; i < 50; i++) {
      rate.ran(10, 8_000, 0);
    }
    assertThat(rate.nanosPerRun(10, 0)).isCloseTo(8_000, Percentage.withPercentage(1));
    for (int i = 0; i < 50; i++) {
      rate.ran(10, 2_000, 0);
    }
    assertThat(rate.nanosPerRun(10, 0)).isCloseTo(2_000, Percentage.withPercentage(1));
  }

  @Test
  void oneLongPauseIsNotTheModels() {
    rate.ran(10, 2_000, 0);
    rate.ran(10, 2_000_000, 0);

    assertThat(rate.nanosPerRun(10, 0)).isEqualTo(3_200);
  }

  @Test
  void whatIsOldIsForgotten() {
    rate.ran(32, 9_000, 0);
    rate.ran(1, 1_000, SECOND - 1);

    assertThat(rate.nanosPerRun(32, SECOND)).isEqualTo(1_000);
  }

  @Test
  void nextExecutionBeginsWithinTheTimeBetweenThem() {
    rate.ran(10, 2_000, 0);
    rate.begins(10, 100);

    assertThat(rate.nanosToNext(100)).isEqualTo(1_000);
    assertThat(rate.nanosToNext(700)).isEqualTo(400);
    assertThat(rate.nanosToNext(5_000)).isZero();
  }
}
