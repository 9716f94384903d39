package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelDynamicBatching;
import io.gyre.proto.inference.ModelQueuePolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Resolves {@code dynamic_batching}, in which {@link BatchingChecks} found no mistake. */
final class BatchingResolver {
  /** Longer waits are as good as for ever. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private BatchingResolver() {}

  /** How batches form; empty where the configuration asks for no scheduling. */
  static Optional<DynamicBatching> resolve(ModelConfig shown) {
    if (!shown.hasDynamicBatching()) {
      return Optional.empty();
    }
    ModelDynamicBatching batching = shown.getDynamicBatching();
    boolean batches = shown.getMaxBatchSize() > 0;
    return Optional.of(
        new DynamicBatching(
            batches ? micros(batching.getMaxQueueDelayMicroseconds()) : Duration.ZERO,
            batches
                ? batching.getPreferredBatchSizeList().stream().sorted().distinct().toList()
                : List.of(),
            batching.getPreserveOrdering(),
            priorities(batching)));
  }

  private static PriorityLevels priorities(ModelDynamicBatching batching) {
    QueuePolicy otherwise = policy(batching.getDefaultQueuePolicy());
    if (batching.getPriorityLevels() == 0) {
      return PriorityLevels.one(otherwise);
    }
    Map<Long, ModelQueuePolicy> own = batching.getPriorityQueuePolicyMap();
    List<QueuePolicy> policies =
        LongStream.rangeClosed(1, batching.getPriorityLevels())
            .mapToObj(level -> own.containsKey(level) ? policy(own.get(level)) : otherwise)
            .toList();
    return new PriorityLevels(policies, (int) batching.getDefaultPriorityLevel() - 1);
  }

  private static QueuePolicy policy(ModelQueuePolicy policy) {
    return new QueuePolicy(
        policy.getTimeoutAction() == ModelQueuePolicy.TimeoutAction.DELAY,
        micros(policy.getDefaultTimeoutMicroseconds()),
        policy.getAllowTimeoutOverride(),
        Integer.toUnsignedLong(policy.getMaxQueueSize()));
  }

  private static Duration micros(long unsigned) {
    return unsigned < 0 || unsigned > LONGEST.toNanos() / 1000
        ? LONGEST
        : Duration.of(unsigned, ChronoUnit.MICROS);
  }
}
