package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  private static int rowsNow(BatchPolicy policy, long age, int... requests) {
    BatchPolicy.Weighing weighing = policy.weigh();
    for (int rows : requests) {
      if (!weighing.add(rows)) {
        break;
      }
    }
    return weighing.rowsNow(age);
  }

  @Test
  void preferredSizeRunsWhereItCanBeFormedAndWhatThereIsWhereNot() {
    BatchPolicy policy = new BatchPolicy(16, true, 0, List.of(4, 8));
    assertThat(rowsNow(policy, 0, 1, 1, 1, 1, 1)).isEqualTo(4);
    assertThat(rowsNow(policy, 0, 1, 1, 1)).isEqualTo(3);
    assertThat(rowsNow(policy, 0, 4, 4, 1)).isEqualTo(8);
    assertThat(rowsNow(policy, 0, 3, 3)).isEqualTo(6);
  }

  @Test
  void batchWaitsForAPreferredSizeNoLongerThanTheDelay() {
    BatchPolicy policy = new BatchPolicy(16, true, 100, List.of(4, 8));
    assertThat(rowsNow(policy, 99, 1, 1, 1)).isZero();
    assertThat(rowsNow(policy, 99, 3, 3)).isZero();
    assertThat(rowsNow(policy, 99, 1, 1, 2)).isEqualTo(4);
    assertThat(rowsNow(policy, 100, 1, 1, 1)).isEqualTo(3);
    assertThat(rowsNow(policy, 100, 1, 1, 2, 3)).as("all, after the delay").isEqualTo(7);
  }

  @Test
  void batchThatCanGrowToNoPreferredSizeRuns() {
    BatchPolicy policy = new BatchPolicy(16, true, 100, List.of(4));
    assertThat(rowsNow(policy, 0, 3, 3)).isEqualTo(3);
    assertThat(rowsNow(policy, 0, 5)).isEqualTo(5);
    assertThat(rowsNow(new BatchPolicy(8, true, 100, List.of(8)), 0, 3, 3, 3)).isEqualTo(6);
    assertThat(rowsNow(new BatchPolicy(8, true, 100, List.of()), 0, 3, 5)).isEqualTo(8);
  }

  @Test
  void onlyWithoutDelayAndSmallerSizesNothingIsWeighed() {
    assertThat(new BatchPolicy(8, true, 0, List.of(8)).isGreedy()).isTrue();
    assertThat(new BatchPolicy(8, false, 0, List.of()).isGreedy()).isTrue();
    assertThat(new BatchPolicy(8, true, 0, List.of(4, 8)).isGreedy()).isFalse();
    assertThat(new BatchPolicy(8, true, 1, List.of(8)).isGreedy()).isFalse();
  }

  @Test
  void usefulBatchBoundsTheLargestAndWhatIsWaitedFor() {
    BatchPolicy waiting = new BatchPolicy(64, true, 1_000, List.of(64)).upTo(16);

    assertThat(rowsNow(waiting, 0, 16)).isEqualTo(16);
    assertThat(rowsNow(waiting, 0, 15)).isZero();
    assertThat(rowsNow(waiting, 1_000, 15)).isEqualTo(15);
    assertThat(new BatchPolicy(8, true, 0, List.of(8)).upTo(100).maxRows()).isEqualTo(8);
  }

  @Test
  void sizesThatSomebodyChoseStay() {
    assertThat(new BatchPolicy(64, true, 1_000, List.of(16, 32)).upTo(4))
        .isEqualTo(new BatchPolicy(32, true, 1_000, List.of(16, 32)));
  }
}
