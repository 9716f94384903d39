package io.gyre.router.pipeline;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests may be sent once more: a tenth of those that came, saved up to a limit, and a
 * few to begin with. What a lost worker had must be sent again; what a busy one refused may be,
 * from what is left beyond a part that is kept for losses. A fleet that dies isn't flooded.
 */
public final class RetryBudget {
  private static final int LIMIT = 2000;
  private static final double SHARE = 0.1;
  private static final int FIRST = 100;
  private static final int KEPT_FOR_LOSSES = 50;

  private final int limit;
  private final double share;
  private final int keptForLosses;
  private final LongAdder requests = new LongAdder();
  private double left;
  private long counted;

  public RetryBudget() {
    this(LIMIT, SHARE, FIRST, KEPT_FOR_LOSSES);
  }

  /**
   * @param limit most retries that are saved up
   * @param share retries that each request adds
   * @param first retries that there are before any request
   * @param keptForLosses retries that only requests of lost workers get
   */
  RetryBudget(int limit, double share, int first, int keptForLosses) {
    this.limit = limit;
    this.share = share;
    this.keptForLosses = keptForLosses;
    this.left = first;
  }

  /** Counts a request that was sent for the first time. */
  void earn() {
    requests.increment();
  }

  /** Takes one retry, for a request whose worker was lost; false where none is left. */
  boolean take() {
    return take(0);
  }

  /** Takes one retry that isn't kept for losses; false where none is left. */
  boolean takeSpare() {
    return take(keptForLosses);
  }

  private synchronized boolean take(int kept) {
    fill();
    if (left < 1 + kept) {
      return false;
    }
    left--;
    return true;
  }

  /** Whole retries that are left. */
  public synchronized int left() {
    fill();
    return (int) left;
  }

  private void fill() {
    long now = requests.sum();
    left = Math.min(limit, left + (now - counted) * share);
    counted = now;
  }
}
