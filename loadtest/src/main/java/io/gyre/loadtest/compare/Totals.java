package io.gyre.loadtest.compare;

import java.util.List;
import org.HdrHistogram.Histogram;

/** Parts of runs, added up. */
final class Totals {
  private static final int DIGITS = 3;

  private final Histogram latency = new Histogram(DIGITS);
  private double seconds;
  private long requests;
  private long answeredInTime;
  private long failed;

  static Totals of(List<Part> parts) {
    Totals totals = new Totals();
    parts.forEach(totals::add);
    return totals;
  }

  void add(Part part) {
    seconds += part.seconds();
    requests += part.requests();
    answeredInTime += part.answeredInTime();
    failed += part.failed();
    part.latency().addTo(latency);
  }

  /** Good answers per second. */
  double rate() {
    return answeredInTime / seconds;
  }

  /** The share of requests that failed, in percent. */
  double errors() {
    return 100.0 * failed / requests;
  }

  /** A percentile of the latency in milliseconds; not a number where there was no good answer. */
  double millis(double percentile) {
    return latency.getTotalCount() == 0
        ? Double.NaN
        : latency.getValueAtPercentile(percentile) / 1e6;
  }
}
