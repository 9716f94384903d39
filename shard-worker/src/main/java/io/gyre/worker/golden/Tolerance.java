package io.gyre.worker.golden;

/**
 * How far an answer may be from what is expected.
 *
 * @param absolute by so much anyway
 * @param relative and by that share of the number expected
 */
record Tolerance(double absolute, double relative) {
  /** Of whole numbers, for which nothing is written. */
  static final Tolerance NONE = new Tolerance(0, 0);

  /** Of fractions, for which nothing is written: what another machine may differ by. */
  static final Tolerance OF_FRACTIONS = new Tolerance(1e-5, 1e-4);

  Tolerance {
    if (!(absolute >= 0 && absolute < Double.POSITIVE_INFINITY)
        || !(relative >= 0 && relative < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a tolerance is a number from 0");
    }
  }

  /** Whether {@code found} will do; NaN and the infinities only for themselves. */
  boolean accepts(double expected, double found) {
    if (Double.isNaN(expected) || Double.isNaN(found)) {
      return Double.isNaN(expected) && Double.isNaN(found);
    }
    return expected == found
        || Math.abs(found - expected) <= absolute + relative * Math.abs(expected);
  }

  @Override
  public String toString() {
    return relative == 0 ? "±" + absolute : "±(" + absolute + " + " + relative + " of it)";
  }
}
