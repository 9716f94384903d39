package io.gyre.router.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
  private static final long SECOND = 1_000_000_000;

  private final LatencyWindow window = new LatencyWindow(0);

  @Test
  void percentilesAreAnEighthTooHighAtMost() {
    Random random = new Random(7);
    long[] values = new long[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble(30));
      window.record(values[i], 0);
    }
    Arrays.sort(values);
    for (double share : new double[] {0.001, 0.5, 0.95, 0.99, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(window.percentile(share, 1, 0)).isBetween(exact, exact + exact / 8);
    }
  }

  @Test
  void nothingIsSaidFromTooLittle() {
    assertThat(window.percentile(0.5, 0, 0)).isZero();
    window.record(100, 0);
    assertThat(window.percentile(0.5, 2, 0)).isZero();
    assertThat(window.percentile(0.5, 1, 0)).isBetween(100L, 112L);
  }

  @Test
  void theWindowBeforeCountsAndNoneBeforeThat() {
    window.record(100, 0);
    window.record(7, 11 * SECOND);
    assertThat(window.percentile(1, 1, 11 * SECOND)).isGreaterThanOrEqualTo(100);
    window.record(7, 22 * SECOND);
    assertThat(window.percentile(1, 1, 22 * SECOND)).isEqualTo(7);
    assertThat(window.percentile(1, 1, 60 * SECOND)).isZero();
  }

  @Test
  void takesAnyNumber() {
    window.record(-1, 0);
    window.record(0, 0);
    assertThat(window.percentile(1, 1, 0)).isZero();
    window.record(Long.MAX_VALUE, 0);
    assertThat(window.percentile(1, 1, 0)).isEqualTo(Long.MAX_VALUE);
  }
}
