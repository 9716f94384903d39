package io.gyre.worker.statistics;

/** Counts how often something happens, and how long. Not safe for use by many threads. */
final class DurationCounter {
  private long count;
  private long nanos;

  void add(long more, long moreNanos) {
    count += more;
    nanos += moreNanos;
  }

  DurationTotal total() {
    return new DurationTotal(count, nanos);
  }
}
