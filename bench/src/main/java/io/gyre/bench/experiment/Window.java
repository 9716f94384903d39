package io.gyre.bench.experiment;

/**
 * What one turn of a contender showed.
 *
 * @param rate what it got done a second
 * @param cpuMicros processor time for each of it, in microseconds; NaN where it isn't known
 */
public record Window(double rate, double cpuMicros) {
  /** The turn in which {@code done} was got done in {@code wallNanos}. */
  public static Window of(long done, long wallNanos, long cpuNanos) {
    return new Window(done * 1e9 / wallNanos, cpuNanos / 1e3 / Math.max(1, done));
  }

  /** Microseconds that each took, where they were done one after the other. */
  public double micros() {
    return 1e6 / rate;
  }
}
