package io.gyre.worker.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UsefulBatchTest {
  private static final int[] SIZES = {1, 2, 4, 8, 16, 32, 64};

  /** Times of a model whose run takes {@code fixed} and {@code perRow} nanoseconds a row. */
  private static List<BatchTime> times(long fixed, long perRow) {
    List<BatchTime> times = new ArrayList<>();
    for (int rows : SIZES) {
      times.add(new BatchTime(rows, fixed + perRow * rows));
    }
    return times;
  }

  @Test
  void modelWhoseRowsCostAllTheTimeGainsNothingByBatching() {
    assertThat(UsefulBatch.of(times(0, 1_000_000))).isEqualTo(1);
    assertThat(UsefulBatch.of(times(20_000, 1_000_000))).isEqualTo(1);
  }

  @Test
  void modelWhoseRunsCostAllTheTimeGainsUpToTheLargest() {
    assertThat(UsefulBatch.of(times(5_000, 100))).isEqualTo(64);
  }

  @Test
  void growthThatStopsOnTheWayGivesTheSizeWhereItDoes() {
    // 64 rows: 90.9 % of the limit at 16, 95.2 % at 32, 97.6 % at 64: 32 is within 5 % of the best.
    assertThat(UsefulBatch.of(times(16_000, 10_000))).isEqualTo(32);
  }

  @Test
  void throughputThatFallsAgainIsNotFollowed() {
    List<BatchTime> times = new ArrayList<>(times(16_000, 10_000));
    times.set(6, new BatchTime(64, 2_000_000));
    assertThat(UsefulBatch.of(times)).isEqualTo(16);
  }

  @Test
  void oneSizeIsItsOwnBest() {
    assertThat(UsefulBatch.of(List.of(new BatchTime(4, 1)))).isEqualTo(4);
  }

  @Test
  void sizesSpoiltByNoiseDoNotChangeTheChoice() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 1_000; trial++) {
      List<BatchTime> noisy = new ArrayList<>(times(5_000, 100));
      int spoilt = random.nextInt(SIZES.length - 1);
      BatchTime was = noisy.get(spoilt);
      noisy.set(spoilt, new BatchTime(was.rows(), was.nanos() * (2 + random.nextInt(50))));
      assertThat(UsefulBatch.of(noisy)).isEqualTo(64);
    }
  }
}
