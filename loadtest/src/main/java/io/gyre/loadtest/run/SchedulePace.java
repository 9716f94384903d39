package io.gyre.loadtest.run;

import java.util.PrimitiveIterator;

/** Every n-th request of a schedule, whatever becomes of those before it: an open loop. */
final class SchedulePace implements Pace {
  private final PrimitiveIterator.OfLong times;
  private final long end;
  private final int stride;
  private long due;

  /**
   * @param times of all generators' requests
   * @param first which of them is this generator's first, from 0
   * @param stride how many generators share the schedule
   * @param end nanoseconds after which nothing is due
   */
  SchedulePace(PrimitiveIterator.OfLong times, int first, int stride, long end) {
    this.times = times;
    this.end = end;
    this.stride = stride;
    skip(first);
    this.due = next();
  }

  @Override
  public long due(long now, int inFlight) {
    return due;
  }

  @Override
  public void advance() {
    skip(stride - 1);
    due = next();
  }

  private long next() {
    long time = times.hasNext() ? times.nextLong() : OVER;
    return time < end ? time : OVER;
  }

  private void skip(int requests) {
    for (int i = 0; i < requests && times.hasNext(); i++) {
      times.nextLong();
    }
  }
}
