package io.gyre.worker.queue;

import io.gyre.loader.config.DynamicBatching;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.SequenceBatching;
import java.util.List;

/**
 * How a unit's batches form.
 *
 * @param maxRows most rows of a batch of several requests
 * @param together whether requests share batches at all
 * @param delayNanos how long a request may wait for others; 0 never waits
 * @param preferredRows sizes that are run as soon as they can be formed, ascending
 */
public record BatchPolicy(
    int maxRows, boolean together, long delayNanos, List<Integer> preferredRows) {
  public BatchPolicy {
    preferredRows = List.copyOf(preferredRows);
  }

  /** What the configuration asks for. */
  public static BatchPolicy of(ModelConfiguration configuration) {
    if (configuration.batches() && configuration.sequenceBatching().isPresent()) {
      SequenceBatching batching = configuration.sequenceBatching().get();
      return new BatchPolicy(
          configuration.maxBatchSize(),
          true,
          batching.maxQueueDelay().toNanos(),
          batching.preferredSizes());
    }
    if (!configuration.batches() || configuration.dynamicBatching().isEmpty()) {
      return new BatchPolicy(Math.max(1, configuration.maxBatchSize()), false, 0, List.of());
    }
    DynamicBatching batching = configuration.dynamicBatching().get();
    return new BatchPolicy(
        configuration.maxBatchSize(),
        true,
        batching.maxQueueDelay().toNanos(),
        batching.preferredSizes());
  }

  /**
   * This policy with batches no larger than what pays. Preferred sizes that the configuration sets
   * below its maximum stay as they are: somebody chose them.
   *
   * @param usefulRows rows of the largest useful batch, as measured
   */
  public BatchPolicy upTo(int usefulRows) {
    int chosen = preferredRows.stream().filter(rows -> rows < maxRows).reduce(0, Math::max);
    int most = Math.min(maxRows, Math.max(usefulRows, chosen));
    return new BatchPolicy(
        most,
        together,
        delayNanos,
        preferredRows.stream().map(rows -> Math.min(rows, most)).distinct().toList());
  }

  /** Whether every batch runs at once, as large as it can be: then nothing is left to weigh. */
  boolean isGreedy() {
    return !together
        || (delayNanos == 0 && preferredRows.stream().allMatch(rows -> rows >= maxRows));
  }

  /** Begins to weigh the requests that wait, in the order in which they would run. */
  Weighing weigh() {
    return new Weighing();
  }

  /** What a batch would come to as one request after another joins it. */
  final class Weighing {
    private final int largestPreferred =
        preferredRows.isEmpty() ? maxRows : preferredRows.getLast();
    private int pending;
    private int preferred;
    private boolean full;

    private Weighing() {}

    /** Adds the next request; false where it doesn't fit, so that later ones don't count. */
    boolean add(int rows) {
      if (pending > 0) {
        if (pending + rows > largestPreferred && preferred == 0) {
          preferred = pending;
        }
        if (pending + rows > maxRows) {
          full = true;
          return false;
        }
      }
      pending += rows;
      if (preferredRows.contains(pending)) {
        preferred = pending;
      }
      return true;
    }

    /**
     * Most rows to run now that the oldest request waited {@code age}; 0 to wait for more. A
     * preferred size is worth waiting for only within the delay.
     */
    int rowsNow(long age) {
      boolean waitedEnough = delayNanos > 0 && age >= delayNanos;
      if (preferred > 0 && !waitedEnough) {
        return preferred;
      }
      boolean canGrow = !full && pending < largestPreferred;
      return waitedEnough || delayNanos == 0 || !canGrow ? Math.max(pending, 1) : 0;
    }
  }
}
