package io.gyre.worker.golden;

import io.gyre.inference.tensor.Datatype;
import io.gyre.loader.engine.ModelLoadException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The values of one tensor of a golden file, flat or nested as they were written.
 *
 * @param list the values, row-major
 * @param place where they are written, for messages
 * @param what which tensor's they are, for messages
 */
record GoldenValues(List<JsonNode> list, String place, String what) {
  GoldenValues {
    list = List.copyOf(list);
  }

  static GoldenValues of(JsonNode data, String place, String what) throws ModelLoadException {
    if (!data.isArray()) {
      throw GoldenFile.fault(place, "expected " + what + " to have the list 'data'");
    }
    List<JsonNode> flat = new ArrayList<>();
    flatten(data, flat);
    return new GoldenValues(flat, place, what);
  }

  private static void flatten(JsonNode data, List<JsonNode> to) {
    for (JsonNode value : data) {
      if (value.isArray()) {
        flatten(value, to);
      } else {
        to.add(value);
      }
    }
  }

  /** The values as the bytes of a tensor. */
  ByteBuf toBytes(Datatype datatype) throws ModelLoadException {
    ByteBuf bytes = Unpooled.buffer(Math.max(list.size() * datatype.byteSize(), 16));
    for (int i = 0; i < list.size(); i++) {
      write(i, datatype, bytes);
    }
    return bytes;
  }

  private void write(int i, Datatype datatype, ByteBuf to) throws ModelLoadException {
    switch (datatype) {
      case BOOL -> to.writeBoolean(bool(i));
      case INT8 -> to.writeByte((int) integer(i, datatype, 7));
      case INT16 -> to.writeShortLE((int) integer(i, datatype, 15));
      case INT32 -> to.writeIntLE((int) integer(i, datatype, 31));
      case INT64 -> to.writeLongLE(integer(i, datatype, 63));
      case UINT8 -> to.writeByte((int) unsigned(i, datatype, 8));
      case UINT16 -> to.writeShortLE((int) unsigned(i, datatype, 16));
      case UINT32 -> to.writeIntLE((int) unsigned(i, datatype, 32));
      case UINT64 -> to.writeLongLE(unsigned(i, datatype, 64));
      case FP16 -> to.writeShortLE(Float.floatToFloat16((float) fraction(i, datatype)));
      case BF16 -> to.writeShortLE(Float.floatToIntBits((float) fraction(i, datatype)) >>> 16);
      case FP32 -> to.writeFloatLE((float) fraction(i, datatype));
      case FP64 -> to.writeDoubleLE(fraction(i, datatype));
      case BYTES -> {
        byte[] text = text(i).getBytes(StandardCharsets.UTF_8);
        to.writeIntLE(text.length).writeBytes(text);
      }
    }
  }

  private boolean bool(int i) throws ModelLoadException {
    JsonNode value = list.get(i);
    if (!value.isBoolean()) {
      throw wrong(i, "true or false");
    }
    return value.booleanValue();
  }

  private long integer(int i, Datatype datatype, int bits) throws ModelLoadException {
    JsonNode value = list.get(i);
    if (!value.isIntegralNumber() || value.bigIntegerValue().bitLength() > bits) {
      throw wrong(i, "an integer that " + datatype + " can hold");
    }
    return value.bigIntegerValue().longValue();
  }

  private long unsigned(int i, Datatype datatype, int bits) throws ModelLoadException {
    JsonNode value = list.get(i);
    BigInteger number = value.isIntegralNumber() ? value.bigIntegerValue() : BigInteger.valueOf(-1);
    if (number.signum() < 0 || number.bitLength() > bits) {
      throw wrong(i, "an integer that " + datatype + " can hold");
    }
    return number.longValue();
  }

  private double fraction(int i, Datatype datatype) throws ModelLoadException {
    JsonNode value = list.get(i);
    if (!value.isNumber()) {
      throw wrong(i, "a number (" + datatype + ")");
    }
    return value.doubleValue();
  }

  private String text(int i) throws ModelLoadException {
    JsonNode value = list.get(i);
    if (!value.isString()) {
      throw wrong(i, "a text");
    }
    return value.stringValue();
  }

  private ModelLoadException wrong(int i, String wanted) {
    return GoldenFile.fault(
        place,
        "expected data[" + i + "] of " + what + " to be " + wanted + ", found " + list.get(i));
  }
}
