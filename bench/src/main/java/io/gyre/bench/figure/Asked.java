package io.gyre.bench.figure;

import java.util.Locale;

/**
 * What is asked of a figure.
 *
 * @param of which of its numbers is asked about
 * @param direction on which side of the bound it has to be
 * @param bound the bound, which itself is good enough
 */
public record Asked(Of of, Direction direction, double bound) {
  /** Nothing: the figure is there to be known. */
  public static final Asked NOTHING = new Asked(Of.VALUE, Direction.ANY, Double.NaN);

  /** A number of a figure. */
  public enum Of {
    /** What was measured. */
    VALUE,
    /** What was measured over its limit. */
    RATIO
  }

  /** A side of a bound. */
  public enum Direction {
    /** No less than the bound. */
    AT_LEAST,
    /** No more than the bound. */
    AT_MOST,
    /** Wherever it is. */
    ANY
  }

  public static Asked ratioAtLeast(double bound) {
    return new Asked(Of.RATIO, Direction.AT_LEAST, bound);
  }

  public static Asked ratioAtMost(double bound) {
    return new Asked(Of.RATIO, Direction.AT_MOST, bound);
  }

  public static Asked valueAtLeast(double bound) {
    return new Asked(Of.VALUE, Direction.AT_LEAST, bound);
  }

  public static Asked valueAtMost(double bound) {
    return new Asked(Of.VALUE, Direction.AT_MOST, bound);
  }

  /** Whether anything is asked. */
  public boolean isBound() {
    return direction != Direction.ANY;
  }

  /** Whether a figure with these numbers is as asked. */
  public boolean isMet(double value, double ratio) {
    double number = of == Of.RATIO ? ratio : value;
    return switch (direction) {
      case AT_LEAST -> number >= bound;
      case AT_MOST -> number <= bound;
      case ANY -> true;
    };
  }

  /** The bound as a reader writes it; empty where nothing is asked. */
  @Override
  public String toString() {
    if (!isBound()) {
      return "";
    }
    String number =
        bound == Math.rint(bound)
            ? String.format(Locale.ROOT, "%,.0f", bound)
            : String.format(Locale.ROOT, "%.2f", bound);
    return (direction == Direction.AT_LEAST ? "≥ " : "≤ ") + number;
  }
}
