package io.gyre.loader.config;

import java.time.Duration;
import java.util.List;

/**
 * How waiting requests become batches.
 *
 * @param maxQueueDelay how long a request may wait for others to join its batch; zero never waits
 * @param preferredSizes sizes that are run at once, ascending; never empty
 * @param preserveOrdering whether responses leave in the order of their requests
 * @param queuePolicy what waiting requests may do, where their priority has no policy of its own
 */
public record DynamicBatching(
    Duration maxQueueDelay,
    List<Integer> preferredSizes,
    boolean preserveOrdering,
    QueuePolicy queuePolicy) {
  public DynamicBatching {
    preferredSizes = List.copyOf(preferredSizes);
  }
}
