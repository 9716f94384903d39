package io.gyre.worker.statistics;

import io.gyre.proto.inference.InferBatchStatistics;
import io.gyre.proto.inference.InferStatistics;
import io.gyre.proto.inference.MemoryUsage;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.StatisticDuration;

/** Statistics as the protocol words them. */
public final class StatisticsMessage {
  private StatisticsMessage() {}

  /**
   * The figures of a model version at this moment.
   *
   * @param nativeBytes native memory that it holds here
   */
  public static ModelStatistics of(
      String model, long version, UnitStatistics statistics, long nativeBytes) {
    UnitStatistics.Snapshot figures = statistics.snapshot();
    ModelStatistics.Builder message =
        ModelStatistics.newBuilder()
            .setName(model)
            .setVersion(Long.toString(version))
            .setLastInference(figures.lastInferenceMillis())
            .setInferenceCount(figures.inferences())
            .setExecutionCount(figures.executions())
            .setInferenceStats(inferenceStatistics(figures));
    figures.byBatchSize().forEach((rows, phases) -> message.addBatchStats(batch(rows, phases)));
    if (nativeBytes > 0) {
      message.addMemoryUsage(MemoryUsage.newBuilder().setType("CPU").setByteSize(nativeBytes));
    }
    return message.build();
  }

  private static InferStatistics inferenceStatistics(UnitStatistics.Snapshot figures) {
    DurationTotal failures =
        figures.failures().values().stream()
            .reduce(DurationTotal.NONE, (sum, one) -> sum.plus(one.count(), one.nanos()));
    return InferStatistics.newBuilder()
        .setSuccess(duration(figures.success()))
        .setFail(duration(failures))
        .setQueue(duration(figures.queue()))
        .setComputeInput(duration(figures.perRequest().input()))
        .setComputeInfer(duration(figures.perRequest().infer()))
        .setComputeOutput(duration(figures.perRequest().output()))
        .setCacheHit(duration(figures.cacheHit()))
        .setCacheMiss(duration(figures.cacheMiss()))
        .build();
  }

  private static InferBatchStatistics batch(int rows, ExecutionTotals phases) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(rows)
        .setComputeInput(duration(phases.input()))
        .setComputeInfer(duration(phases.infer()))
        .setComputeOutput(duration(phases.output()))
        .build();
  }

  private static StatisticDuration duration(DurationTotal total) {
    return StatisticDuration.newBuilder().setCount(total.count()).setNs(total.nanos()).build();
  }
}
