package io.gyre.loadtest.search;

import io.gyre.loadtest.run.Measured;
import org.HdrHistogram.Histogram;

/**
 * A service-level objective: so many of a hundred requests are answered well within a time. A
 * request that failed was not.
 *
 * @param percentile of the requests, above 0 and below 100
 * @param nanos the time, from the intended send time
 */
public record Slo(double percentile, long nanos) {
  /** Whether {@code measured} keeps the objective. */
  public boolean isHeldBy(Measured measured) {
    Histogram latency = measured.latency();
    long requests = measured.answered() + measured.failed();
    // The histogram tells values apart that differ by a thousandth; so exact is the limit.
    long within = latency.getCountBetweenValues(0, nanos);
    return requests > 0 && within >= requests * percentile / 100;
  }

  /** The objective as it is asked for, like {@code p99=20ms}. */
  @Override
  public String toString() {
    boolean whole = percentile == Math.rint(percentile);
    String number = whole ? Long.toString((long) percentile) : Double.toString(percentile);
    double millis = nanos / 1e6;
    return "p%s=%sms"
        .formatted(number, millis == Math.rint(millis) ? Long.toString((long) millis) : millis);
  }
}
