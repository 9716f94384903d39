package io.gyre.loader.config;

import java.time.Duration;
import java.util.List;

/**
 * How waiting requests become batches.
 *
 * @param maxQueueDelay how long a request may wait for others to join its batch; zero never waits
 * @param preferredSizes sizes that are run at once, ascending; empty only where the model never
 *     batches
 * @param preserveOrdering whether responses leave in the order of their requests
 * @param priorities what waiting requests may do, by their priority
 */
public record DynamicBatching(
    Duration maxQueueDelay,
    List<Integer> preferredSizes,
    boolean preserveOrdering,
    PriorityLevels priorities) {
  public DynamicBatching {
    preferredSizes = List.copyOf(preferredSizes);
  }
}
