package io.gyre.router.json;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;

/** Writes the values of a tensor as a flat list, without its brackets. */
final class ValuesWriter {
  private final JsonText text;

  ValuesWriter(JsonText text) {
    this.text = text;
  }

  /** Writes all values; the result is why JSON can't hold them, or null where it does. */
  @Nullable Refusal write(TensorView output, ByteBuf out) {
    if (!hasItsSize(output)) {
      return Refusal.of(
          Refusal.Reason.INTERNAL,
          "output '%s' has %d bytes, which are no values of %s in shape %s"
              .formatted(
                  output.name(), output.data().readableBytes(), output.datatype(), output.shape()));
    }
    return switch (output.datatype()) {
      case FP16, BF16 ->
          asBinary(
              output, "sending %s data via JSON is not supported".formatted(output.datatype()));
      case BYTES -> texts(output, out);
      case FP32, FP64 -> floating(output, out);
      default -> {
        whole(output, out);
        yield null;
      }
    };
  }

  private static boolean hasItsSize(TensorView output) {
    int size = output.datatype().byteSize();
    return size == 0 || output.shape().elementCount() * size == output.data().readableBytes();
  }

  private void whole(TensorView output, ByteBuf out) {
    ByteBuf data = output.data();
    int size = output.datatype().byteSize();
    for (int i = data.readerIndex(); i < data.writerIndex(); i += size) {
      comma(i > data.readerIndex(), out);
      switch (output.datatype()) {
        case BOOL -> JsonText.bool(out, data.getByte(i) != 0);
        case INT8 -> text.integer(out, data.getByte(i));
        case INT16 -> text.integer(out, data.getShortLE(i));
        case INT32 -> text.integer(out, data.getIntLE(i));
        case INT64 -> text.integer(out, data.getLongLE(i));
        case UINT8 -> text.integer(out, data.getUnsignedByte(i));
        case UINT16 -> text.integer(out, data.getUnsignedShortLE(i));
        case UINT32 -> text.integer(out, data.getUnsignedIntLE(i));
        case UINT64 -> text.unsigned(out, data.getLongLE(i));
        case FP16, BF16, FP32, FP64, BYTES -> throw new IllegalStateException("no whole number");
      }
    }
  }

  private @Nullable Refusal floating(TensorView output, ByteBuf out) {
    ByteBuf data = output.data();
    int size = output.datatype().byteSize();
    for (int i = data.readerIndex(); i < data.writerIndex(); i += size) {
      double value = size == Float.BYTES ? data.getFloatLE(i) : data.getDoubleLE(i);
      if (!Double.isFinite(value)) {
        int element = (i - data.readerIndex()) / size;
        return asBinary(
            output, "element %d is %s, which JSON has no number for".formatted(element, value));
      }
      comma(i > data.readerIndex(), out);
      text.floating(out, value);
    }
    return null;
  }

  private @Nullable Refusal texts(TensorView output, ByteBuf out) {
    ByteBuf data = output.data();
    int at = data.readerIndex();
    for (int element = 0; at < data.writerIndex(); element++) {
      int left = data.writerIndex() - at - Integer.BYTES;
      long length = left < 0 ? 0 : data.getUnsignedIntLE(at);
      if (left < length || left < 0) {
        return Refusal.of(
            Refusal.Reason.INTERNAL,
            "output '%s': element %d is cut short".formatted(output.name(), element));
      }
      at += Integer.BYTES;
      if (!ByteBufUtil.isText(data, at, (int) length, CharsetUtil.UTF_8)) {
        return asBinary(output, "element %d is not UTF-8, which JSON needs".formatted(element));
      }
      comma(element > 0, out);
      JsonText.utf8(out, data, at, (int) length);
      at += (int) length;
    }
    return null;
  }

  private static void comma(boolean wanted, ByteBuf out) {
    if (wanted) {
      out.writeByte(',');
    }
  }

  private static Refusal asBinary(TensorView output, String why) {
    return Refusal.invalid(
        "output '%s': %s. Ask for it as binary data: \"parameters\": {\"binary_data_output\": true}"
            .formatted(output.name(), why));
  }
}
