package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelDynamicBatching;
import io.gyre.proto.inference.ModelQueuePolicy;
import java.util.ArrayList;
import java.util.List;

/** Finds the mistakes within {@code dynamic_batching}. */
final class BatchingChecks {
  /** Each level has a queue of its own, so that their number costs memory. */
  private static final int MOST_LEVELS = 1000;

  private BatchingChecks() {}

  static List<Mistake> of(ModelConfig written, Place root) {
    List<Mistake> mistakes = new ArrayList<>();
    if (written.hasDynamicBatching()) {
      Place place = root.at("dynamic_batching");
      preferredSizes(written, place, mistakes);
      priorities(written.getDynamicBatching(), place, mistakes);
      ordering(written.getDynamicBatching(), place, mistakes);
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
    Place count = place.at("priority_levels");
    if (levels == 0) {
      withoutLevels(batching, place, mistakes);
      return;
    }
    if (Long.compareUnsigned(levels, MOST_LEVELS) > 0) {
      mistakes.add(count.mistake("at most " + MOST_LEVELS, Long.toUnsignedString(levels)));
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

  private static void withoutLevels(
      ModelDynamicBatching batching, Place place, List<Mistake> mistakes) {
    String expected = "none, or priority_levels beside it";
    if (batching.getDefaultPriorityLevel() != 0) {
      mistakes.add(
          place
              .at("default_priority_level")
              .mistake(expected, Long.toUnsignedString(batching.getDefaultPriorityLevel())));
    }
    if (batching.getPriorityQueuePolicyCount() > 0) {
      mistakes.add(
          place
              .at("priority_queue_policy")
              .mistake(expected, batching.getPriorityQueuePolicyCount() + " policies"));
    }
  }

  /** An order to preserve leaves no room for requests that overtake others. */
  private static void ordering(ModelDynamicBatching batching, Place place, List<Mistake> mistakes) {
    if (!batching.getPreserveOrdering()) {
      return;
    }
    if (Long.compareUnsigned(batching.getPriorityLevels(), 1) > 0) {
      mistakes.add(
          place
              .at("priority_levels")
              .mistake(
                  "1 or none beside preserve_ordering",
                  Long.toUnsignedString(batching.getPriorityLevels())));
    }
    if (delays(batching.getDefaultQueuePolicy())) {
      mistakes.add(
          place
              .at("default_queue_policy")
              .mistake("timeout_action REJECT beside preserve_ordering", "DELAY"));
    }
    if (batching.getPriorityQueuePolicyMap().values().stream().anyMatch(BatchingChecks::delays)) {
      mistakes.add(
          place
              .at("priority_queue_policy")
              .mistake("timeout_action REJECT beside preserve_ordering", "DELAY"));
    }
  }

  private static boolean delays(ModelQueuePolicy policy) {
    return policy.getTimeoutAction() == ModelQueuePolicy.TimeoutAction.DELAY;
  }

  private static boolean isLevel(long level, long levels) {
    return level != 0 && Long.compareUnsigned(level, levels) <= 0;
  }
}
