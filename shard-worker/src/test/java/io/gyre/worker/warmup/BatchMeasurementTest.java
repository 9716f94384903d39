package io.gyre.worker.warmup;

import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.WarmUpReport;
import io.gyre.worker.replica.Configurations;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchMeasurementTest {
  private static WarmUpReport warmUp(TimedModel model, ModelConfiguration configuration)
      throws Exception {
    WarmUpSettings settings = new WarmUpSettings(Duration.ofSeconds(1), true);
    WarmUp warmUp = new WarmUp(settings, UnpooledByteBufAllocator.DEFAULT, model::now);
    return warmUp.run(new LoadedUnit(new UnitId("m", 1, "r", 0), configuration, model));
  }

  @Test
  void largestUsefulBatchIsFoundWithinTheLargest() throws Exception {
    TimedModel grows = new TimedModel(rows -> 5_000 + 100L * rows);
    TimedModel flat = new TimedModel(rows -> 1_000_000L * rows);

    assertThat(warmUp(grows, Configurations.doubling(24, 1)).usefulRows()).hasValue(24);
    assertThat(warmUp(flat, Configurations.doubling(24, 1)).usefulRows()).hasValue(1);
  }

  @Test
  void bestOfTheSizesThatCouldBeTriedIsNoLimitForLargerOnes() throws Exception {
    ModelConfiguration wide = // a row takes 32 MiB: trials end at two of four
        Configurations.batching(
            4,
            1,
            List.of(input("X", Datatype.FP32, -1, 8 << 20)),
            List.of(output("Y", Datatype.FP32, -1, 1)));
    TimedModel grows = new TimedModel(rows -> 5_000_000 + 100L * rows);
    TimedModel flat = new TimedModel(rows -> 1_000_000L * rows);

    assertThat(warmUp(grows, wide).usefulRows()).isEmpty();
    assertThat(warmUp(flat, wide).usefulRows()).hasValue(1);
  }

  @Test
  void busyMomentsOfTheMachineDoNotChangeIt() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TimedModel noisy =
          new TimedModel(rows -> {
            long alone = 300_000 + 40_000L * rows;
            return random.nextInt(4) == 0 ? alone * 3 : alone;
          });
      assertThat(warmUp(noisy, Configurations.doubling(32, 1)).usefulRows()).hasValue(32);
    }
  }

  @Test
  void timeThatDoesNotSufficeLeavesItOpen() throws Exception {
    TimedModel slow = new TimedModel(rows -> 100_000_000L * rows);
    WarmUpReport report = warmUp(slow, Configurations.doubling(8, 1));

    assertThat(report.usefulRows()).isEmpty();
    assertThat(slow.now()).isLessThan(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void modelWhoseRequestsDoNotShareBatchesIsNotMeasured() throws Exception {
    TimedModel model = new TimedModel(_ -> 1_000);
    ModelConfiguration batching = Configurations.doubling(8, 1);
    ModelConfiguration apart =
        Configurations.configuration(8, 1, batching.inputs(), batching.outputs(), Optional.empty());

    assertThat(warmUp(model, apart).usefulRows()).isEmpty();
    assertThat(model.runs()).isEqualTo(List.of(8, 1, 2, 4).size());
  }
}
