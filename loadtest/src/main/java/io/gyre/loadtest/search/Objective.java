package io.gyre.loadtest.search;

import io.gyre.loadtest.run.Measured;
import org.HdrHistogram.Histogram;

/** One thing that a service promises of its answers. */
public sealed interface Objective {
  /** Whether {@code measured}, which has requests, keeps the objective. */
  boolean isHeldBy(Measured measured);

  /**
   * So many of a hundred requests are answered well within a time. A request that failed was not.
   *
   * @param percentile of the requests, above 0 and below 100
   * @param nanos the time, from the intended send time
   */
  record Latency(double percentile, long nanos) implements Objective {
    @Override
    public boolean isHeldBy(Measured measured) {
      Histogram latency = measured.latency();
      // The histogram tells values apart that differ by a thousandth; so exact is the limit.
      long within = latency.getCountBetweenValues(0, nanos);
      return within >= requests(measured) * percentile / 100;
    }

    @Override
    public String toString() {
      return "p%s=%sms".formatted(plain(percentile), plain(nanos / 1e6));
    }
  }

  /**
   * No more than so many of a hundred requests fail.
   *
   * @param percent of the requests, from 0 to 100
   */
  record Errors(double percent) implements Objective {
    @Override
    public boolean isHeldBy(Measured measured) {
      return measured.failed() <= requests(measured) * percent / 100;
    }

    @Override
    public String toString() {
      return "errors=%s%%".formatted(plain(percent));
    }
  }

  private static long requests(Measured measured) {
    return measured.answered() + measured.failed();
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
