package io.gyre.loadtest.run;

/**
 * What a stretch of work took from the machine.
 *
 * @param wallNanos how long it was
 * @param cpuNanos processor time of its threads
 * @param allocatedBytes on the heap, by its threads
 */
public record ThreadUse(long wallNanos, long cpuNanos, long allocatedBytes) {
  /** What two threads took that worked side by side. */
  ThreadUse beside(ThreadUse other) {
    return new ThreadUse(
        Math.max(wallNanos, other.wallNanos),
        cpuNanos + other.cpuNanos,
        allocatedBytes + other.allocatedBytes);
  }

  /** Cores that were busy, on average. */
  public double cores() {
    return wallNanos == 0 ? 0 : (double) cpuNanos / wallNanos;
  }
}
