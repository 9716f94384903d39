package io.gyre.loadtest.run;

/**
 * What came of a second or so of a run.
 *
 * @param fromSeconds when it began, from the start of the load
 * @param toSeconds when it ended
 * @param answered good answers that came
 * @param failed requests that failed
 * @param p50Nanos median latency of the good answers
 * @param p99Nanos latency that 99 % of them kept
 * @param maxNanos the longest of them
 */
public record Interval(
    double fromSeconds,
    double toSeconds,
    long answered,
    long failed,
    long p50Nanos,
    long p99Nanos,
    long maxNanos) {
  static Interval of(double fromSeconds, double toSeconds, Measured measured) {
    return new Interval(
        fromSeconds,
        toSeconds,
        measured.answered(),
        measured.failed(),
        measured.latency().getValueAtPercentile(50),
        measured.latency().getValueAtPercentile(99),
        measured.latency().getMaxValue());
  }

  /** Good answers per second. */
  public double rate() {
    return answered / (toSeconds - fromSeconds);
  }
}
