package io.gyre.loadtest.run;

import io.gyre.loadtest.histogram.PackedHistogram;

/**
 * What came of a second or so of a run.
 *
 * @param fromSeconds when it began, from the start of the load
 * @param toSeconds when it ended
 * @param scheduled requests that were meant to leave
 * @param answered good answers that came
 * @param answeredInTime good answers that came before the load ended
 * @param failed requests that failed
 * @param latency of the good answers, in nanoseconds
 */
public record Interval(
    double fromSeconds,
    double toSeconds,
    long scheduled,
    long answered,
    long answeredInTime,
    long failed,
    PackedHistogram latency) {
  static Interval of(double fromSeconds, double toSeconds, Measured measured) {
    return new Interval(
        fromSeconds,
        toSeconds,
        measured.scheduled(),
        measured.answered(),
        measured.answeredInTime(),
        measured.failed(),
        PackedHistogram.of(measured.latency()));
  }

  /** Good answers per second. */
  public double rate() {
    return answered / (toSeconds - fromSeconds);
  }
}
