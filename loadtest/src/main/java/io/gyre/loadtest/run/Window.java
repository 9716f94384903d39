package io.gyre.loadtest.run;

/**
 * The stretch of a run that is measured.
 *
 * @param fromNanos end of the warm-up, from the start of the load
 * @param toNanos end of the load
 */
public record Window(long fromNanos, long toNanos) {
  boolean holds(long nanos) {
    return nanos >= fromNanos && nanos < toNanos;
  }

  /** Length in seconds. */
  public double seconds() {
    return (toNanos - fromNanos) / 1e9;
  }
}
