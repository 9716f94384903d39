package io.gyre.worker.queue;

import io.gyre.loader.config.DynamicBatching;
import io.gyre.loader.config.ModelConfiguration;
import java.util.List;

/**
 * How a unit's batches form.
 *
 * @param maxRows most rows of a batch of several requests
 * @param together whether requests share batches at all
 * @param delayNanos how long a request may wait for others; 0 never waits
 * @param preferredRows sizes that are run at once while requests wait for others, ascending
 */
public record BatchPolicy(
    int maxRows, boolean together, long delayNanos, List<Integer> preferredRows) {
  public BatchPolicy {
    preferredRows = List.copyOf(preferredRows);
  }

  /** What the configuration asks for. */
  public static BatchPolicy of(ModelConfiguration configuration) {
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

  /**
   * Most rows to run of a group with {@code rows} rows, the oldest of which waited {@code age}; 0
   * to wait on.
   */
  int rowsNow(int rows, long age) {
    if (!together || age >= delayNanos) {
      return maxRows;
    }
    int now = 0;
    for (int preferred : preferredRows) {
      if (preferred <= rows) {
        now = preferred;
      }
    }
    return now;
  }
}
