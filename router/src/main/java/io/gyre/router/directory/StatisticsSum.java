package io.gyre.router.directory;

import io.gyre.proto.inference.InferBatchStatistics;
import io.gyre.proto.inference.InferResponseStatistics;
import io.gyre.proto.inference.InferStatistics;
import io.gyre.proto.inference.MemoryUsage;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.StatisticDuration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Adds up the execution statistics that several workers have of the same versions. */
final class StatisticsSum {
  private static final Comparator<ModelStatistics> BY_NAME_AND_VERSION =
      Comparator.comparing(ModelStatistics::getName)
          .thenComparing(ModelStatistics::getVersion, StatisticsSum::compareNumbers);

  private StatisticsSum() {}

  /** One entry for each model and version, by name and version number. */
  static ModelStatisticsResponse of(Collection<ModelStatisticsResponse> answers) {
    List<ModelStatistics> all =
        answers.stream().flatMap(answer -> answer.getModelStatsList().stream()).toList();
    return ModelStatisticsResponse.newBuilder()
        .addAllModelStats(
            merge(
                    all,
                    one -> Map.entry(one.getName(), one.getVersion()),
                    StatisticsSum::add,
                    HashMap::new)
                .stream()
                .sorted(BY_NAME_AND_VERSION)
                .toList())
        .build();
  }

  private static ModelStatistics add(ModelStatistics one, ModelStatistics other) {
    return one.toBuilder()
        .setLastInference(Math.max(one.getLastInference(), other.getLastInference()))
        .setInferenceCount(one.getInferenceCount() + other.getInferenceCount())
        .setExecutionCount(one.getExecutionCount() + other.getExecutionCount())
        .setInferenceStats(add(one.getInferenceStats(), other.getInferenceStats()))
        .clearBatchStats()
        .addAllBatchStats(
            merge(
                concat(one.getBatchStatsList(), other.getBatchStatsList()),
                InferBatchStatistics::getBatchSize,
                StatisticsSum::add,
                TreeMap::new))
        .clearMemoryUsage()
        .addAllMemoryUsage(
            merge(
                concat(one.getMemoryUsageList(), other.getMemoryUsageList()),
                usage -> Map.entry(usage.getType(), usage.getId()),
                StatisticsSum::add,
                HashMap::new))
        .putAllResponseStats(responses(one, other))
        .build();
  }

  private static Map<String, InferResponseStatistics> responses(
      ModelStatistics one, ModelStatistics other) {
    Map<String, InferResponseStatistics> sum = new HashMap<>(one.getResponseStatsMap());
    other.getResponseStatsMap().forEach((key, value) -> sum.merge(key, value, StatisticsSum::add));
    return sum;
  }

  private static InferStatistics add(InferStatistics one, InferStatistics other) {
    return InferStatistics.newBuilder()
        .setSuccess(add(one.getSuccess(), other.getSuccess()))
        .setFail(add(one.getFail(), other.getFail()))
        .setQueue(add(one.getQueue(), other.getQueue()))
        .setComputeInput(add(one.getComputeInput(), other.getComputeInput()))
        .setComputeInfer(add(one.getComputeInfer(), other.getComputeInfer()))
        .setComputeOutput(add(one.getComputeOutput(), other.getComputeOutput()))
        .setCacheHit(add(one.getCacheHit(), other.getCacheHit()))
        .setCacheMiss(add(one.getCacheMiss(), other.getCacheMiss()))
        .build();
  }

  private static InferResponseStatistics add(
      InferResponseStatistics one, InferResponseStatistics other) {
    return InferResponseStatistics.newBuilder()
        .setComputeInfer(add(one.getComputeInfer(), other.getComputeInfer()))
        .setComputeOutput(add(one.getComputeOutput(), other.getComputeOutput()))
        .setSuccess(add(one.getSuccess(), other.getSuccess()))
        .setFail(add(one.getFail(), other.getFail()))
        .setEmptyResponse(add(one.getEmptyResponse(), other.getEmptyResponse()))
        .setCancel(add(one.getCancel(), other.getCancel()))
        .build();
  }

  private static InferBatchStatistics add(InferBatchStatistics one, InferBatchStatistics other) {
    return one.toBuilder()
        .setComputeInput(add(one.getComputeInput(), other.getComputeInput()))
        .setComputeInfer(add(one.getComputeInfer(), other.getComputeInfer()))
        .setComputeOutput(add(one.getComputeOutput(), other.getComputeOutput()))
        .build();
  }

  private static MemoryUsage add(MemoryUsage one, MemoryUsage other) {
    return one.toBuilder().setByteSize(one.getByteSize() + other.getByteSize()).build();
  }

  private static StatisticDuration add(StatisticDuration one, StatisticDuration other) {
    return StatisticDuration.newBuilder()
        .setCount(one.getCount() + other.getCount())
        .setNs(one.getNs() + other.getNs())
        .build();
  }

  private static <T, K> Collection<T> merge(
      List<T> all, Function<T, K> key, BinaryOperator<T> add, Supplier<Map<K, T>> map) {
    Map<K, T> merged = map.get();
    all.forEach(one -> merged.merge(key.apply(one), one, add));
    return merged.values();
  }

  private static <T> List<T> concat(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /** Compares versions by number: none has a sign or a leading zero. */
  private static int compareNumbers(String one, String other) {
    return one.length() != other.length()
        ? Integer.compare(one.length(), other.length())
        : one.compareTo(other);
  }
}
