package io.gyre.worker.queue;

/**
 * How fast a unit's instances work off what waits, measured by their own executions. Read by event
 * loops without a lock.
 *
 * <p>Only executions that left work behind show what an instance can do: the others show it no
 * slower than that. A measurement that has become too low is so mended by any faster execution.
 */
final class ServiceRate {
  /** Share of the newest execution in the average. */
  private static final double WEIGHT = 0.1;

  /** A pause of the whole process isn't the model's: one execution counts as slower by no more. */
  private static final double LONGEST = 4;

  private final int instances;

  /** Nanoseconds of one instance for a row; 0 while unknown. */
  private volatile double nanosPerRow;

  /** Nanoseconds of one execution; 0 while unknown. */
  private volatile double nanosPerRun;

  /** When an execution last began. */
  private volatile long began;

  ServiceRate(int instances) {
    this.instances = instances;
  }

  /** Notes that an execution begins. */
  void begins(long now) {
    began = now;
  }

  /**
   * Counts an execution.
   *
   * @param rows rows of its requests
   * @param leftWork whether other requests waited that could have run
   */
  synchronized void ran(int rows, long nanos, boolean leftWork) {
    double perRow = (double) nanos / rows;
    boolean known = nanosPerRow > 0;
    if (known ? leftWork || perRow < nanosPerRow : leftWork) {
      nanosPerRow = average(nanosPerRow, perRow);
      nanosPerRun = average(nanosPerRun, nanos);
    }
  }

  private static double average(double before, double sample) {
    return before == 0 ? sample : before + WEIGHT * (Math.min(sample, LONGEST * before) - before);
  }

  /** How long {@code rows} take that wait; 0 while unknown. */
  long nanosFor(long rows) {
    return (long) (rows * nanosPerRow / instances);
  }

  /** How long one execution takes; 0 while unknown. */
  long nanosPerRun() {
    return (long) nanosPerRun;
  }

  /** Time between the beginnings of executions; 0 while unknown. */
  long nanosBetween() {
    return (long) nanosPerRun / instances;
  }

  /** Time until the next execution begins, where all instances are busy; 0 while unknown. */
  long nanosToNext(long now) {
    return Math.max(0, nanosBetween() - (now - began));
  }
}
