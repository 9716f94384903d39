package io.gyre.worker.tensor;

import io.gyre.inference.tensor.Datatype;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers of one row, to be ranked and printed. */
sealed interface Scores {
  int count();

  /** Orders by value, NaN below everything. */
  int compare(int left, int right);

  /** The number as classifications show it. */
  String text(int index);

  /**
   * Reads {@code count} numbers of {@code datatype}, which has a fixed size, from {@code position}
   * on.
   */
  static Scores read(Datatype datatype, ByteBuf data, int position, int count) {
    return switch (datatype) {
      case FP16, BF16, FP32, FP64 -> readFloating(datatype, data, position, count);
      default -> readIntegers(datatype, data, position, count);
    };
  }

  private static Floating readFloating(Datatype datatype, ByteBuf data, int position, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      int at = position + i * datatype.byteSize();
      values[i] =
          switch (datatype) {
            case FP16 -> Float.float16ToFloat(data.getShortLE(at));
            case BF16 -> Float.intBitsToFloat(data.getUnsignedShortLE(at) << 16);
            case FP32 -> data.getFloatLE(at);
            case FP64 -> data.getDoubleLE(at);
            default -> throw new IllegalArgumentException(datatype + " is not floating");
          };
    }
    return new Floating(values);
  }

  private static Integers readIntegers(Datatype datatype, ByteBuf data, int position, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      int at = position + i * datatype.byteSize();
      values[i] =
          switch (datatype) {
            case BOOL, UINT8 -> data.getUnsignedByte(at);
            case INT8 -> data.getByte(at);
            case UINT16 -> data.getUnsignedShortLE(at);
            case INT16 -> data.getShortLE(at);
            case UINT32 -> data.getUnsignedIntLE(at);
            case INT32 -> data.getIntLE(at);
            case UINT64, INT64 -> data.getLongLE(at);
            default -> throw new IllegalArgumentException(datatype + " is not an integer");
          };
    }
    return new Integers(values, datatype == Datatype.UINT64);
  }

  /** Floating-point numbers, shown with six decimals. */
  record Floating(double[] values) implements Scores {
    @Override
    public int count() {
      return values.length;
    }

    @Override
    public int compare(int left, int right) {
      double a = values[left];
      double b = values[right];
      if (Double.isNaN(a) || Double.isNaN(b)) {
        return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
      }
      return a < b ? -1 : a > b ? 1 : 0;
    }

    @Override
    public String text(int index) {
      double value = values[index];
      if (Double.isNaN(value)) {
        return "nan";
      }
      if (Double.isInfinite(value)) {
        return value > 0 ? "inf" : "-inf";
      }
      String magnitude =
          new BigDecimal(Math.abs(value)).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
      return Double.doubleToRawLongBits(value) < 0 ? "-" + magnitude : magnitude;
    }
  }

  /**
   * Integers, shown as such.
   *
   * @param unsigned whether the longs are unsigned
   */
  record Integers(long[] values, boolean unsigned) implements Scores {
    @Override
    public int count() {
      return values.length;
    }

    @Override
    public int compare(int left, int right) {
      return unsigned
          ? Long.compareUnsigned(values[left], values[right])
          : Long.compare(values[left], values[right]);
    }

    @Override
    public String text(int index) {
      return unsigned ? Long.toUnsignedString(values[index]) : Long.toString(values[index]);
    }
  }
}
