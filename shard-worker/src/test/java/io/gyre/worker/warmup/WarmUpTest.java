package io.gyre.worker.warmup;

import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.optional;
import static io.gyre.worker.replica.Configurations.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.WarmUpReport;
import io.gyre.worker.replica.Configurations;
import io.gyre.worker.replica.FakeModel;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final FakeModel model = FakeModel.free(allocator);
  private final AtomicLong now = new AtomicLong();

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private List<Integer> batches(ModelConfiguration configuration, long nanosPerLook)
      throws ModelLoadException {
    run(configuration, nanosPerLook, false);
    return model.batches();
  }

  private WarmUpReport run(ModelConfiguration configuration, long nanosPerLook, boolean measures)
      throws ModelLoadException {
    WarmUpSettings settings = new WarmUpSettings(Duration.ofNanos(100), measures);
    WarmUp warmUp = new WarmUp(settings, allocator, () -> now.getAndAdd(nanosPerLook));
    return warmUp.run(new LoadedUnit(new UnitId("m", 1, "r", 0), configuration, model));
  }

  @Test
  void largestBatchComesFirstThenOneThenThePowersOfTwo() throws Exception {
    assertThat(batches(Configurations.doubling(20, 1), 0)).containsExactly(20, 1, 2, 4, 8, 16);
  }

  @Test
  void noRunBeginsBeyondTheBudget() throws Exception {
    assertThat(batches(Configurations.doubling(20, 1), 40)).containsExactly(20, 1);
  }

  @Test
  void textsAreWarmedWithEmptyOnes() throws Exception {
    ModelConfiguration texts =
        Configurations.batching(
            2,
            1,
            List.of(input("X", Datatype.BYTES, -1, 3), optional("Z", Datatype.FP32, -1, -1)),
            List.of(output("Y", Datatype.BYTES, -1, 3)));
    assertThat(batches(texts, 0)).containsExactly(2, 1);
  }

  @Test
  void modelWhoseRowsMayHaveAnyShapeIsLeftAlone() throws Exception {
    ModelConfiguration open =
        Configurations.batching(
            2,
            1,
            List.of(input("X", Datatype.FP32, -1, -1)),
            List.of(output("Y", Datatype.FP32, -1, -1)));
    assertThat(batches(open, 0)).isEmpty();
  }

  @Test
  void hugeBatchesAreLeftToRequests() throws Exception {
    ModelConfiguration huge =
        Configurations.batching(
            8,
            1,
            List.of(input("X", Datatype.FP32, -1, 20_000_000)),
            List.of(output("Y", Datatype.FP32, -1, 20_000_000)));
    assertThat(batches(huge, 0)).isEmpty();
  }

  @Test
  void largestBatchThatCanBeConfiguredIsLeftToRequestsToo() throws Exception {
    assertThat(batches(Configurations.doubling(Integer.MAX_VALUE, 1), 18)).containsExactly(1, 2);
  }

  @Test
  void whatCannotBeMadeUpIsAskedFor() throws Exception {
    ModelConfiguration open =
        Configurations.batching(
            2,
            1,
            List.of(input("X", Datatype.FP32, -1, -1)),
            List.of(output("Y", Datatype.FP32, -1, -1)));
    assertThat(run(open, 0, true).notice().orElseThrow())
        .contains("\"X\" has dims [-1]", "model_warmup");
    assertThat(run(Configurations.doubling(4, 1), 40, true).notice()).isEmpty();
  }

  @Test
  void tellsHowLongARunOfOneRowTakes() throws Exception {
    assertThat(run(Configurations.doubling(4, 1), 10, false).oneRowNanos()).isEqualTo(10);
  }

  @Test
  void withoutABudgetTheServerRunsNothingOfItsOwn() throws Exception {
    WarmUp none = new WarmUp(new WarmUpSettings(Duration.ZERO, true), allocator, now::get);
    none.run(new LoadedUnit(new UnitId("m", 1, "r", 0), Configurations.doubling(4, 1), model));
    assertThat(model.batches()).isEmpty();
  }
}
