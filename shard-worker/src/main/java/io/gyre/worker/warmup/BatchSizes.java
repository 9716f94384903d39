package io.gyre.worker.warmup;

import io.gyre.loader.config.ModelConfiguration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The batch sizes that a model is warmed up with. */
final class BatchSizes {
  private BatchSizes() {}

  /** The largest first, then 1, the preferred sizes and the powers of two. */
  static List<Integer> toWarm(ModelConfiguration configuration) {
    Set<Integer> sizes = new LinkedHashSet<>();
    if (configuration.batches()) {
      sizes.add(configuration.maxBatchSize());
    }
    sizes.add(1);
    configuration.dynamicBatching().ifPresent(batching -> sizes.addAll(batching.preferredSizes()));
    for (long size = 2; size < configuration.maxBatchSize(); size *= 2) {
      sizes.add((int) size);
    }
    return List.copyOf(sizes);
  }
}
