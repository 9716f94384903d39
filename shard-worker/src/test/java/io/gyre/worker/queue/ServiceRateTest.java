package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ServiceRateTest {
  private final ServiceRate rate = new ServiceRate(2);

  @Test
  void onlyExecutionsThatLeaveWorkShowHowFastInstancesAre() {
    rate.ran(1, 1_000, false);
    assertThat(rate.nanosFor(100)).isZero();
    rate.ran(10, 2_000, true);
    assertThat(rate.nanosFor(100)).isEqualTo(10_000);
    rate.ran(1, 1_900, false);
    assertThat(rate.nanosFor(100)).isEqualTo(10_000);
    assertThat(rate.nanosPerRun()).isEqualTo(2_000);
    assertThat(rate.nanosBetween()).isEqualTo(1_000);
  }

  @Test
  void measurementFollowsTheModelDownAndUp() {
    for (int i = 0; i < 100; i++) {
      rate.ran(10, 2_000, true);
    }
    for (int i = 0; i < 100; i++) {
      rate.ran(10, 8_000, true);
    }
    assertThat(rate.nanosFor(10)).isCloseTo(4_000, Percentage.withPercentage(1));
    for (int i = 0; i < 100; i++) {
      rate.ran(10, 2_000, true);
    }
    assertThat(rate.nanosFor(10)).isCloseTo(1_000, Percentage.withPercentage(1));
  }

  @Test
  void oneLongPauseChangesLittle() {
    rate.ran(10, 2_000, true);
    rate.ran(10, 2_000_000, true);
    assertThat(rate.nanosFor(10)).isCloseTo(1_300, within(1L));
  }

  @Test
  void fastExecutionMendsAMeasurementAlsoWhereItLeavesNoWork() {
    rate.ran(1, 1_000_000, true);
    for (int i = 0; i < 100; i++) {
      rate.ran(1, 1_000, false);
    }
    assertThat(rate.nanosFor(2)).isLessThan(2_000);
  }

  @Test
  void nextExecutionBeginsWithinTheTimeBetweenThem() {
    rate.ran(10, 2_000, true);
    rate.begins(100);
    assertThat(rate.nanosToNext(100)).isEqualTo(1_000);
    assertThat(rate.nanosToNext(700)).isEqualTo(400);
    assertThat(rate.nanosToNext(5_000)).isZero();
  }
}
