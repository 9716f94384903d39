package io.gyre.router.numbers;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.netty.buffer.ByteBuf;

/**
 * Reads a list of JSON numbers, flat or nested as its shape says, into the bytes of a tensor. It
 * reads good lists only: all else is declined, so that a parser reads it and says what is wrong.
 */
public final class NumberList {
  /** Where a list should end that isn't read here. */
  public static final int DECLINED = -1;

  /** Within what the parser of the whole document allows. */
  static final int MAX_NESTING = 32;

  private final Window window;
  private final byte[] text;
  private final Numeral numeral = new Numeral();
  private final Datatype datatype;
  private final Shape shape;
  private final ByteBuf out;
  private int at;

  private NumberList(Window window, Datatype datatype, Shape shape, ByteBuf out) {
    this.window = window;
    this.text = window.bytes();
    this.datatype = datatype;
    this.shape = shape;
    this.out = out;
  }

  /**
   * Reads a list of {@code shape}, whose elements can be counted, and appends its values.
   *
   * @param start index in {@code document} behind the list's opening bracket
   * @return the index of its closing bracket, or {@link #DECLINED}, and then nothing is appended
   */
  public static int read(ByteBuf document, int start, Datatype datatype, Shape shape, ByteBuf out) {
    if (!isNumeric(datatype) || shape.rank() > MAX_NESTING) {
      return DECLINED;
    }
    int before = out.writerIndex();
    NumberList list = new NumberList(new Window(document, start), datatype, shape, out);
    if (list.isRead()) {
      return list.window.index(list.at);
    }
    out.writerIndex(before);
    return DECLINED;
  }

  private static boolean isNumeric(Datatype datatype) {
    return switch (datatype) {
      case BOOL, BYTES, FP16, BF16 -> false;
      default -> true;
    };
  }

  private boolean isRead() {
    return next() == '[' && shape.rank() > 1 ? lists(0) : numbers(shape.elementCount());
  }

  /** Reads the lists of an axis; whether they are as many as there should be, and good. */
  private boolean lists(int axis) {
    long size = shape.dim(axis);
    if (next() == ']') {
      return size == 0;
    }
    for (long read = 0; ; read++) {
      if (read == size || next() != '[') {
        return false;
      }
      at++;
      boolean good = axis + 2 == shape.rank() ? numbers(shape.dim(axis + 1)) : lists(axis + 1);
      if (!good) {
        return false;
      }
      at++;
      if (next() != ',') {
        return text[at] == ']' && read + 1 == size;
      }
      at++;
    }
  }

  /** Reads numbers up to a closing bracket; whether they are {@code size}, and good. */
  private boolean numbers(long size) {
    if (next() == ']') {
      return size == 0;
    }
    for (long left = size; left > 0; left--) {
      next();
      if (!number()) {
        return false;
      }
      if (next() != ',') {
        return text[at] == ']' && left == 1;
      }
      at++;
    }
    return false;
  }

  /** Goes to the next byte that isn't white space. */
  private byte next() {
    at = window.reach(at);
    while (isWhiteSpace(text[at])) {
      at = window.reach(at + 1);
    }
    return text[at];
  }

  private static boolean isWhiteSpace(byte unit) {
    return unit <= ' ' && (unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t');
  }

  private boolean number() {
    int start = at;
    int end = numeral.scan(text, start);
    if (end == Numeral.NONE || end - start >= Window.REACH) {
      return false;
    }
    at = end;
    return switch (datatype) {
      case FP32 -> finite(Rounding.toFloat(numeral, text, start, end));
      case FP64 -> finite(Rounding.toDouble(numeral, text, start, end));
      case INT8 -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> whole(Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT8 -> whole(0, 0xFF);
      case UINT16 -> whole(0, 0xFFFF);
      case UINT32 -> whole(0, 0xFFFF_FFFFL);
      case UINT64 -> unsigned();
      case BOOL, BYTES, FP16, BF16 -> throw new IllegalStateException(datatype + " was declined");
    };
  }

  private boolean finite(float value) {
    out.writeFloatLE(value);
    return Float.isFinite(value);
  }

  private boolean finite(double value) {
    out.writeDoubleLE(value);
    return Double.isFinite(value);
  }

  private boolean whole(long min, long max) {
    long digits = numeral.digits();
    boolean negative = numeral.isNegative();
    // The smallest long has a magnitude that only its negative has.
    if (!numeral.isInteger()
        || !numeral.isExactUnsigned()
        || (digits < 0 && !(negative && digits == Long.MIN_VALUE))) {
      return false;
    }
    long value = negative ? -digits : digits;
    append(value);
    return value >= min && value <= max;
  }

  private boolean unsigned() {
    append(numeral.digits());
    return numeral.isInteger()
        && numeral.isExactUnsigned()
        && (!numeral.isNegative() || numeral.digits() == 0);
  }

  private void append(long value) {
    switch (datatype.byteSize()) {
      case Byte.BYTES -> out.writeByte((int) value);
      case Short.BYTES -> out.writeShortLE((int) value);
      case Integer.BYTES -> out.writeIntLE((int) value);
      default -> out.writeLongLE(value);
    }
  }
}
