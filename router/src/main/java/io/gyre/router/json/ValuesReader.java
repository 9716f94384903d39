package io.gyre.router.json;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.math.BigInteger;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a list of values, flat or nested as its shape says, into the bytes of a tensor. */
final class ValuesReader {
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final JsonParser parser;
  private final Object place;
  private final Datatype datatype;
  private final Shape shape;
  private final ByteBuf out;
  private boolean nested;
  private long index;

  ValuesReader(JsonParser parser, Object place, Datatype datatype, Shape shape, ByteBuf out) {
    this.parser = parser;
    this.place = place;
    this.datatype = datatype;
    this.shape = shape;
    this.out = out;
  }

  /** Reads the list that the parser stands on, for which there is room. */
  void read() {
    JsonToken first = parser.nextToken();
    nested = first == JsonToken.START_ARRAY && shape.rank() > 1;
    if (nested) {
      list(first, 0, shape.dim(0));
    } else {
      leaf(first, shape.elementCount());
    }
  }

  private void list(JsonToken first, int axis, long size) {
    long length = 0;
    for (JsonToken next = first; next != JsonToken.END_ARRAY; next = parser.nextToken()) {
      if (next != JsonToken.START_ARRAY) {
        throw Members.unexpected(parser, next, data(), "a list, as shape " + shape + " says");
      }
      requireRoom(length++, size);
      long inner = shape.dim(axis + 1);
      if (axis + 2 == shape.rank()) {
        leaf(parser.nextToken(), inner);
      } else {
        list(parser.nextToken(), axis + 1, inner);
      }
    }
    requireFull(length, size);
  }

  private void leaf(JsonToken first, long size) {
    long length = 0;
    for (JsonToken next = first; next != JsonToken.END_ARRAY; next = parser.nextToken()) {
      if (next == JsonToken.START_ARRAY) {
        throw new InvalidInput(
            "expected %s to be a value, as shape %s says, found a list".formatted(data(), shape));
      }
      requireRoom(length++, size);
      value(next);
      index++;
    }
    requireFull(length, size);
  }

  private void requireRoom(long length, long size) {
    if (length == size) {
      throw new InvalidInput(
          "expected 'data' of %s to match shape %s, found more than %d values in a list"
              .formatted(place, shape, size));
    }
  }

  private void requireFull(long length, long size) {
    if (length < size) {
      throw new InvalidInput(
          "expected 'data' of %s to match shape %s, found %d values in a list of %d"
              .formatted(place, shape, length, size));
    }
  }

  private void value(JsonToken token) {
    switch (datatype) {
      case BOOL -> out.writeBoolean(bool(token));
      case INT8 -> out.writeByte((int) integer(token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 -> out.writeShortLE((int) integer(token, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 -> out.writeIntLE((int) integer(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> out.writeLongLE(integer(token, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT8 -> out.writeByte((int) integer(token, 0, 0xFF));
      case UINT16 -> out.writeShortLE((int) integer(token, 0, 0xFFFF));
      case UINT32 -> out.writeIntLE((int) integer(token, 0, 0xFFFF_FFFFL));
      case UINT64 -> out.writeLongLE(unsigned(token));
      case FP32 -> out.writeFloatLE(fp32(token));
      case FP64 -> out.writeDoubleLE(fp64(token));
      case BYTES -> text(token);
      case FP16, BF16 -> throw new IllegalStateException(datatype + " was refused before");
    }
  }

  private boolean bool(JsonToken token) {
    if (!token.isBoolean()) {
      throw wrong(token, "true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private long integer(JsonToken token, long min, long max) {
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(token, "an integer from %d to %d".formatted(min, max));
  }

  private long unsigned(JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        long value = parser.getLongValue();
        if (value >= 0) {
          return value;
        }
      } else {
        BigInteger value = parser.getBigIntegerValue();
        if (value.signum() >= 0 && value.compareTo(UINT64_MAX) <= 0) {
          return value.longValue();
        }
      }
    }
    throw wrong(token, "an integer from 0 to " + UINT64_MAX);
  }

  private float fp32(JsonToken token) {
    if (!token.isNumeric()) {
      throw wrong(token, "a number");
    }
    float value =
        JavaFloatParser.parseFloat(
            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    if (Float.isInfinite(value)) {
      throw wrong(token, "a number that FP32 can hold, at most " + Float.MAX_VALUE);
    }
    return value;
  }

  private double fp64(JsonToken token) {
    if (!token.isNumeric()) {
      throw wrong(token, "a number");
    }
    double value =
        JavaDoubleParser.parseDouble(
            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    if (Double.isInfinite(value)) {
      throw wrong(token, "a number that FP64 can hold, at most " + Double.MAX_VALUE);
    }
    return value;
  }

  private void text(JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong(token, "a text");
    }
    String text = parser.getString();
    if (!Surrogates.arePaired(text)) {
      throw wrong(token, "a text without halves of surrogate pairs");
    }
    out.writeIntLE(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }

  private InvalidInput wrong(JsonToken token, String wanted) {
    return Members.unexpected(parser, token, data(), wanted + " (" + datatype + ")");
  }

  /** The place of the value at hand, as a path into the data. */
  private String data() {
    StringBuilder path = new StringBuilder();
    if (nested) {
      long rest = index;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        long size = Math.max(1, shape.dim(axis));
        path.insert(0, "[" + rest % size + "]");
        rest /= size;
      }
    } else {
      path.append('[').append(index).append(']');
    }
    return path.insert(0, "data").append(" of ").append(place).toString();
  }
}
