package io.gyre.loadtest.compare;

import java.util.function.ToDoubleFunction;

/** What is compared of a load. */
public enum Figure {
  RATE("rate /s", true, Totals::rate),
  P50("p50 ms", false, totals -> totals.millis(50)),
  P90("p90 ms", false, totals -> totals.millis(90)),
  P99("p99 ms", false, totals -> totals.millis(99)),
  P99_9("p99.9 ms", false, totals -> totals.millis(99.9)),
  ERRORS("errors %", false, Totals::errors);

  private final String label;
  private final boolean moreIsBetter;
  private final ToDoubleFunction<Totals> of;

  Figure(String label, boolean moreIsBetter, ToDoubleFunction<Totals> of) {
    this.label = label;
    this.moreIsBetter = moreIsBetter;
    this.of = of;
  }

  /** Name and unit. */
  public String label() {
    return label;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }

  double of(Totals totals) {
    return of.applyAsDouble(totals);
  }

  /** How b differs from a: relatively, but for errors, of which there may be none in a. */
  double change(double a, double b) {
    return this == ERRORS ? b - a : b / a - 1;
  }

  /** How much worse than {@code a} is tolerated, in the terms of {@link #change}. */
  double tolerated(double a, double tolerance) {
    return this == ERRORS ? a * tolerance : tolerance;
  }
}
