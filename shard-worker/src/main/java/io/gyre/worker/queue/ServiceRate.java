package io.gyre.worker.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a unit's executions take, by their size, as measured lately by the executions
 * themselves. Read by event loops without a lock.
 *
 * <p>Sizes are told apart by powers of two. One that was not measured lately is taken to last as
 * long as the next smaller one that was, which is too short rather than too long: a request too
 * many is let in, and the execution that it leads to is the measurement that was missing.
 */
final class ServiceRate {
  /** Share of the newest execution in the average. */
  private static final double WEIGHT = 0.2;

  /** A pause of the whole process isn't the model's: one execution counts as slower by no more. */
  private static final double LONGEST = 4;

  /** What is older says nothing of a model that may have recovered. */
  private static final long FRESH = 1_000_000_000;

  private static final int SIZES = 32;

  private final int instances;

  /** Nanoseconds of one execution by size; 0 while unknown. */
  private final AtomicLongArray nanos = new AtomicLongArray(SIZES);

  /** When each was last measured. */
  private final AtomicLongArray measured = new AtomicLongArray(SIZES);

  /** When an execution last began, and what it was expected to take. */
  private volatile Begin last = new Begin(0, 0);

  ServiceRate(int instances) {
    this.instances = instances;
  }

  private record Begin(long at, long nanos) {}

  /** Notes that an execution of so many rows begins. */
  void begins(int rows, long now) {
    last = new Begin(now, nanosPerRun(rows, now));
  }

  /** Counts an execution of so many rows that ends now. */
  synchronized void ran(int rows, long took, long now) {
    int size = size(rows);
    boolean known = isKnown(size, now);
    double before = nanos.get(size);
    double average =
        known ? before + WEIGHT * (Math.min(took, LONGEST * before) - before) : (double) took;
    nanos.set(size, (long) average);
    measured.set(size, now);
  }

  /** How long an execution of so many rows takes; 0 while unknown. */
  long nanosPerRun(long rows, long now) {
    int wanted = size(rows);
    for (int size = wanted; size >= 0; size--) {
      if (isKnown(size, now)) {
        return nanos.get(size);
      }
    }
    return 0;
  }

  /**
   * How long an execution takes that so many rows wait for, and others may join before it begins:
   * no less than the one that runs, while the load is what it was.
   */
  long nanosToRun(long rows, long now) {
    return Math.max(last.nanos(), nanosPerRun(rows, now));
  }

  /** Time between the beginnings of executions of so many rows; 0 while unknown. */
  long nanosBetween(long rows, long now) {
    return nanosPerRun(rows, now) / instances;
  }

  /** Time until the next execution begins, where all instances are busy; 0 while unknown. */
  long nanosToNext(long now) {
    Begin begin = last;
    return Math.max(0, begin.nanos() / instances - (now - begin.at()));
  }

  private boolean isKnown(int size, long now) {
    return nanos.get(size) > 0 && now - measured.get(size) < FRESH;
  }

  private static int size(long rows) {
    return Math.min(SIZES - 1, 64 - Long.numberOfLeadingZeros(Math.max(1, rows) - 1));
  }
}
