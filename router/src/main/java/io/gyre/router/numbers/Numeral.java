package io.gyre.router.numbers;

/** A number as JSON writes it, taken apart: sign, digits, and the power of ten that scales them. */
final class Numeral {
  /** Where a number should end that is none. */
  static final int NONE = -1;

  /** The most digits that a long holds, whatever they are. */
  private static final int EXACT_DIGITS = 18;

  private static final int UNSIGNED_DIGITS = 19;

  /** Beyond what any datatype holds, whatever the digits, and far from an integer's overflow. */
  private static final int EXPONENT_LIMIT = 1_000_000;

  private boolean negative;
  private boolean integer;
  private long digits;
  private int digitCount;
  private int exponent;
  private byte first;

  /**
   * Takes apart what starts at {@code start} of a text that ends with something else than a number.
   *
   * @return the index behind the number, or {@link #NONE}
   */
  int scan(byte[] text, int start) {
    negative = text[start] == '-';
    int at = negative ? start + 1 : start;
    int whole = at;
    first = text[at];
    long read = 0;
    for (int digit = first - '0'; digit >= 0 && digit <= 9; digit = text[++at] - '0') {
      read = read * 10 + digit;
    }
    digitCount = at - whole;
    if (digitCount == 0 || (first == '0' && digitCount > 1)) {
      return NONE;
    }
    exponent = 0;
    integer = true;
    if (text[at] == '.') {
      int point = at++;
      for (int digit = text[at] - '0'; digit >= 0 && digit <= 9; digit = text[++at] - '0') {
        read = read * 10 + digit;
      }
      exponent = point + 1 - at;
      if (exponent == 0) {
        return NONE;
      }
      digitCount -= exponent;
      integer = false;
    }
    digits = read;
    return text[at] == 'e' || text[at] == 'E' ? scanExponent(text, at + 1) : at;
  }

  private int scanExponent(byte[] text, int start) {
    integer = false;
    int at = text[start] == '-' || text[start] == '+' ? start + 1 : start;
    int from = at;
    int power = 0;
    for (int digit = text[at] - '0'; digit >= 0 && digit <= 9; digit = text[++at] - '0') {
      power = Math.min(power * 10 + digit, EXPONENT_LIMIT);
    }
    exponent += text[start] == '-' ? -power : power;
    return at == from ? NONE : at;
  }

  boolean isNegative() {
    return negative;
  }

  /** Whether there is neither a fraction nor an exponent. */
  boolean isInteger() {
    return integer;
  }

  /** Whether {@link #digits} is all of them, without the highest bit. */
  boolean isExact() {
    return digitCount <= EXACT_DIGITS;
  }

  /** Whether {@link #digits} is all of them as an unsigned number. */
  boolean isExactUnsigned() {
    // Twenty digits that begin with 1 are below 2^65, so that an overflow clears the highest bit.
    return digitCount <= UNSIGNED_DIGITS
        || (digitCount == UNSIGNED_DIGITS + 1 && first == '1' && digits < 0);
  }

  /** The digits as an unsigned number, without sign, point and exponent. */
  long digits() {
    return digits;
  }

  /** The power of ten that the digits are multiplied with. */
  int exponent() {
    return exponent;
  }
}
