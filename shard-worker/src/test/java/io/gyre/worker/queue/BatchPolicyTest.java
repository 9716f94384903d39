package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  @Test
  void usefulBatchBoundsTheLargestAndWhatIsWaitedFor() {
    BatchPolicy waiting = new BatchPolicy(64, true, 1_000, List.of(64)).upTo(16);

    assertThat(waiting.rowsNow(16, 0)).isEqualTo(16);
    assertThat(waiting.rowsNow(15, 0)).isZero();
    assertThat(waiting.rowsNow(15, 1_000)).isEqualTo(16);
    assertThat(new BatchPolicy(8, true, 0, List.of(8)).upTo(100).maxRows()).isEqualTo(8);
  }

  @Test
  void sizesThatSomebodyChoseStay() {
    assertThat(new BatchPolicy(64, true, 1_000, List.of(16, 32)).upTo(4))
        .isEqualTo(new BatchPolicy(32, true, 1_000, List.of(16, 32)));
  }
}
