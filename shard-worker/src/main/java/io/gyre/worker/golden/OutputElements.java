package io.gyre.worker.golden;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads the elements of an output, one after the other. */
final class OutputElements {
  private final Datatype datatype;
  private final ByteBuf data;

  OutputElements(TensorView output) {
    datatype = output.datatype();
    data = output.data().duplicate();
  }

  boolean hasNext() {
    return data.isReadable();
  }

  static boolean areFractions(Datatype datatype) {
    return switch (datatype) {
      case FP16, BF16, FP32, FP64 -> true;
      default -> false;
    };
  }

  /** The next one: a Double, BigInteger, Boolean or String. */
  Object next() {
    return switch (datatype) {
      case BOOL -> data.readBoolean();
      case INT8 -> BigInteger.valueOf(data.readByte());
      case INT16 -> BigInteger.valueOf(data.readShortLE());
      case INT32 -> BigInteger.valueOf(data.readIntLE());
      case INT64 -> BigInteger.valueOf(data.readLongLE());
      case UINT8 -> BigInteger.valueOf(data.readUnsignedByte());
      case UINT16 -> BigInteger.valueOf(data.readUnsignedShortLE());
      case UINT32 -> BigInteger.valueOf(data.readUnsignedIntLE());
      case UINT64 -> new BigInteger(Long.toUnsignedString(data.readLongLE()));
      case FP16 -> (double) Float.float16ToFloat(data.readShortLE());
      case BF16 -> (double) Float.intBitsToFloat(data.readShortLE() << 16);
      case FP32 -> (double) data.readFloatLE();
      case FP64 -> data.readDoubleLE();
      case BYTES -> data.readCharSequence(data.readIntLE(), StandardCharsets.UTF_8).toString();
    };
  }
}
