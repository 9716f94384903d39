package io.gyre.router.pipeline;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests whose worker was lost may be sent once more: a reserve for the loss of one
 * worker, filled up again by a share of the requests that come. A fleet that dies isn't flooded.
 */
public final class RetryBudget {
  private static final int RESERVE = 2000;
  private static final double SHARE = 0.2;

  private final int reserve;
  private final double share;
  private final LongAdder requests = new LongAdder();
  private double left;
  private long counted;

  public RetryBudget() {
    this(RESERVE, SHARE);
  }

  RetryBudget(int reserve, double share) {
    this.reserve = reserve;
    this.share = share;
    this.left = reserve;
  }

  /** Counts a request that was sent for the first time. */
  void earn() {
    requests.increment();
  }

  /** Takes one retry; false where none is left. */
  synchronized boolean take() {
    fill();
    if (left < 1) {
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
    left = Math.min(reserve, left + (now - counted) * share);
    counted = now;
  }
}
