package io.gyre.loadtest.report;

import io.gyre.loadtest.run.RunResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The percentiles that reports show. */
final class Percentiles {
  static final List<Double> SHOWN = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

  private Percentiles() {}

  /** {@code p99.9} for 99.9. */
  static String name(double percentile) {
    boolean whole = percentile == Math.rint(percentile);
    return "p" + (whole ? Long.toString((long) percentile) : Double.toString(percentile));
  }

  /** The latency, in nanoseconds, that so many of a hundred good answers kept. */
  static ToDoubleFunction<RunResult> of(double percentile) {
    return run -> run.measured().latency().getValueAtPercentile(percentile);
  }
}
