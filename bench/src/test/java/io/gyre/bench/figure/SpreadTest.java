package io.gyre.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianOfAnOddCountIsTheMiddleValue() {
    assertThat(Spread.of(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
  }

  @Test
  void medianOfAnEvenCountLiesBetweenTheMiddleValues() {
    assertThat(Spread.of(List.of(1.0, 2.0, 4.0, 9.0)).median()).isEqualTo(3);
  }

  @Test
  void spreadIsTheMiddleHalfOverTheMedian() {
    assertThat(Spread.of(List.of(8.0, 9.0, 10.0, 11.0, 12.0)).relative())
        .isCloseTo(0.2, within(1e-12));
  }

  @Test
  void oneDisturbedMeasurementDoesNotWidenTheSpread() {
    assertThat(Spread.of(List.of(9.0, 10.0, 10.0, 11.0, 10.0, 10.0, 900.0)).relative())
        .isLessThan(0.1);
  }

  @Test
  void nothingMeasuredHasNoMedian() {
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessage("no measurement");
  }

  @Test
  void onlyTheLastValuesDecideWhetherARateHasSettled() {
    assertThat(Spread.settled(List.of(10.0, 100.0, 101.0, 99.0), 3, 0.03)).isTrue();
    assertThat(Spread.settled(List.of(100.0, 101.0, 90.0), 3, 0.03)).isFalse();
    assertThat(Spread.settled(List.of(100.0, 100.0), 3, 0.03)).isFalse();
  }

  @Test
  void ratiosAreTakenPairByPair() {
    assertThat(Spread.ratios(List.of(1.0, 6.0), List.of(2.0, 3.0))).containsExactly(0.5, 2.0);
  }
}
