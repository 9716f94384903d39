package io.gyre.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long GIB = 1L << 30;

  @Test
  void modelsGetWhatTheMachineHasBesideHeapOutputsResponsesAndReserve() {
    assertThat(MemoryBudget.of(0, 0, 4 * GIB, 160 * GIB, 40 * GIB))
        .isEqualTo(new MemoryBudget(90 * GIB, 10 * GIB));
  }

  @Test
  void whatIsConfiguredHolds() {
    assertThat(MemoryBudget.of(5 * GIB, 3 * GIB, 4 * GIB, 160 * GIB, 40 * GIB))
        .isEqualTo(new MemoryBudget(5 * GIB, 3 * GIB));
  }

  @Test
  void heapAsLargeAsTheMachineLeavesModelsAShare() {
    assertThat(MemoryBudget.of(0, 0, GIB, 16 * GIB, 16 * GIB).models()).isEqualTo(2 * GIB);
  }
}
