package io.gyre.worker.statistics;

/** How often something happened, and how long it took together. */
public record DurationTotal(long count, long nanos) {
  static final DurationTotal NONE = new DurationTotal(0, 0);

  DurationTotal plus(long moreCount, long moreNanos) {
    return new DurationTotal(count + moreCount, nanos + moreNanos);
  }
}
