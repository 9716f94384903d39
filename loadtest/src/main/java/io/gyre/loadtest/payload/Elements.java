package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Datatype;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/** The elements of tensors, as JSON has them. */
public final class Elements {
  private Elements() {}

  /** Whether JSON can carry elements of {@code datatype}. */
  public static boolean fitJson(Datatype datatype) {
    return datatype != Datatype.FP16 && datatype != Datatype.BF16;
  }

  /**
   * Writes every element of {@code data}, one value each.
   *
   * @param data whole elements, from reader index to writer index; the indexes stay
   */
  public static void writeJson(JsonGenerator json, Datatype datatype, ByteBuf data) {
    ByteBuf in = data.duplicate();
    while (in.isReadable()) {
      switch (datatype) {
        case BOOL -> json.writeBoolean(in.readByte() != 0);
        case UINT8 -> json.writeNumber(in.readUnsignedByte());
        case UINT16 -> json.writeNumber(in.readUnsignedShortLE());
        case UINT32 -> json.writeNumber(in.readUnsignedIntLE());
        case UINT64 -> json.writeNumber(Long.toUnsignedString(in.readLongLE()));
        case INT8 -> json.writeNumber(in.readByte());
        case INT16 -> json.writeNumber(in.readShortLE());
        case INT32 -> json.writeNumber(in.readIntLE());
        case INT64 -> json.writeNumber(in.readLongLE());
        case FP32 -> json.writeNumber(in.readFloatLE());
        case FP64 -> json.writeNumber(in.readDoubleLE());
        case BYTES ->
            json.writeString(
                in.readCharSequence((int) in.readUnsignedIntLE(), StandardCharsets.UTF_8)
                    .toString());
        case FP16, BF16 ->
            throw new IllegalArgumentException("JSON has no elements of " + datatype);
      }
    }
  }
}
