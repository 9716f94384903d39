package io.gyre.bench.loadtest;

import java.util.Arrays;

/**
 * When a load began, as its server can tell: from when requests came, and when they were meant to
 * leave. The first ones come late, from code that runs for the first time; so many are looked at,
 * and what the fastest of them say is believed.
 */
final class StartEstimate {
  private static final int REQUESTS = 400;
  private static final int FASTEST = REQUESTS / 20;

  private final long[] starts = new long[REQUESTS];
  private int count;
  private long start;

  /** Whether further requests change nothing. */
  boolean isFinal() {
    return count == REQUESTS;
  }

  /** Takes a request into account; returns when the load began, in the clock of {@code came}. */
  long after(long came, long intended) {
    if (count < REQUESTS) {
      starts[count++] = came - intended;
      start = count == 1 ? starts[0] : Math.min(start, came - intended);
      if (count == REQUESTS) {
        Arrays.sort(starts);
        // Not the very fastest: connections may deliver two requests in the wrong order.
        start = starts[FASTEST];
      }
    }
    return start;
  }
}
