package io.gyre.router.numbers;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;

/**
 * Rounds numerals to the nearest float or double. Common ones take one multiplication or division;
 * the rest is left to a library.
 */
final class Rounding {
  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long LARGEST_EXACT = 1L << 53;

  /** The bits of a double that a float hasn't, and what they are half-way between two floats. */
  private static final long TAIL = (1L << 29) - 1;

  private static final long TIE = 1L << 28;

  /** More steps of a double than two roundings, of the digits and of the quotient, can be off. */
  private static final long DOUBT = 4;

  private Rounding() {}

  /** The nearest double to the numeral that was scanned from this text; may be infinite. */
  static double toDouble(Numeral numeral, byte[] text, int start, int end) {
    // Both factors are exact, so there is one rounding.
    if (isScaledOnce(numeral) && numeral.digits() <= LARGEST_EXACT) {
      double magnitude = scaled(numeral);
      return numeral.isNegative() ? -magnitude : magnitude;
    }
    return JavaDoubleParser.parseDouble(text, start, end - start);
  }

  /** The nearest float to the numeral that was scanned from this text; may be infinite. */
  static float toFloat(Numeral numeral, byte[] text, int start, int end) {
    if (isScaledOnce(numeral)) {
      double magnitude = scaled(numeral);
      if (roundsAlike(magnitude)) {
        return (float) (numeral.isNegative() ? -magnitude : magnitude);
      }
    }
    return JavaFloatParser.parseFloat(text, start, end - start);
  }

  private static boolean isScaledOnce(Numeral numeral) {
    return numeral.isExact() && Math.abs(numeral.exponent()) < POWERS.length;
  }

  private static double scaled(Numeral numeral) {
    int exponent = numeral.exponent();
    return exponent < 0
        ? numeral.digits() / POWERS[-exponent]
        : numeral.digits() * POWERS[exponent];
  }

  /** Whether this and all numbers within its error have the same nearest float, a normal one. */
  private static boolean roundsAlike(double magnitude) {
    long tail = Double.doubleToRawLongBits(magnitude) & TAIL;
    return magnitude == 0
        || (Math.abs(tail - TIE) > DOUBT
            && magnitude >= Float.MIN_NORMAL
            && magnitude <= Float.MAX_VALUE);
  }
}
