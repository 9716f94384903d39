package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelDynamicBatching;
import java.util.ArrayList;
import java.util.List;

/** Finds the mistakes within {@code dynamic_batching}. */
final class BatchingChecks {
  private BatchingChecks() {}

  static List<Mistake> of(ModelConfig written, Place root) {
    List<Mistake> mistakes = new ArrayList<>();
    if (written.hasDynamicBatching()) {
      Place place = root.at("dynamic_batching");
      preferredSizes(written, place, mistakes);
      priorities(written.getDynamicBatching(), place, mistakes);
    }
    return mistakes;
  }

  private static void preferredSizes(ModelConfig written, Place place, List<Mistake> mistakes) {
    int max = written.getMaxBatchSize();
    for (int size : written.getDynamicBatching().getPreferredBatchSizeList()) {
      if (size < 1) {
        mistakes.add(place.at("preferred_batch_size").mistake("positive sizes", size));
      } else if (max > 0 && size > max) {
        mistakes.add(
            place
                .at("preferred_batch_size")
                .mistake("sizes up to max_batch_size, which is " + max, size));
      }
    }
  }

  private static void priorities(
      ModelDynamicBatching batching, Place place, List<Mistake> mistakes) {
    long levels = batching.getPriorityLevels();
    if (levels == 0) {
      return;
    }
    String expected = "1 to priority_levels, which is " + Long.toUnsignedString(levels);
    long byDefault = batching.getDefaultPriorityLevel();
    if (!isLevel(byDefault, levels)) {
      mistakes.add(
          place.at("default_priority_level").mistake(expected, Long.toUnsignedString(byDefault)));
    }
    batching.getPriorityQueuePolicyMap().keySet().stream()
        .filter(level -> !isLevel(level, levels))
        .sorted()
        .forEach(level ->
            mistakes.add(
                place.at("priority_queue_policy").mistake(expected, Long.toUnsignedString(level))));
  }

  private static boolean isLevel(long level, long levels) {
    return level != 0 && Long.compareUnsigned(level, levels) <= 0;
  }
}
