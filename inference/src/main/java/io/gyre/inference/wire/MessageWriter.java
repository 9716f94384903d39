package io.gyre.inference.wire;

import com.google.protobuf.CodedOutputStream;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.InferParameter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the framing of a request or a response, and puts the tensors' bytes between as they are.
 * The fields 1 to 5 of both messages are the same: name, version, id, parameters, tensors. Field
 * numbers are below 16, so that a tag is one byte.
 */
final class MessageWriter {
  private static final int LENGTH_DELIMITED = 2;

  /** Enough for a tensor or two; where it isn't, it grows. */
  private static final int FRAMING_BYTES = 96;

  private static final byte[] NOTHING = {};

  private final ByteBuf framing = Unpooled.buffer(FRAMING_BYTES);
  private final List<ByteBuf> parts = new ArrayList<>(2);

  /** Where in the framing the part begins that is being written. */
  private int partStart;

  /** Writes a text; the empty one is the default and needs no bytes. */
  void text(int field, String value) {
    if (!value.isEmpty()) {
      string(field, value);
    }
  }

  void parameters(int field, Map<String, ParameterValue> parameters) {
    parameters.forEach((name, value) -> parameter(field, name, value));
  }

  private void parameter(int field, String name, ParameterValue value) {
    byte[] message = message(value).toByteArray();
    nested(field, sizeOf(name) + sizeOf(message.length));
    string(1, name);
    bytes(2, message);
  }

  private static InferParameter message(ParameterValue value) {
    InferParameter.Builder builder = InferParameter.newBuilder();
    return switch (value) {
      case ParameterValue.Bool(boolean flag) -> builder.setBoolParam(flag).build();
      case ParameterValue.Int64(long number) -> builder.setInt64Param(number).build();
      case ParameterValue.Uint64(long number) -> builder.setUint64Param(number).build();
      case ParameterValue.Fp64(double number) -> builder.setDoubleParam(number).build();
      case ParameterValue.Text(String text) -> builder.setStringParam(text).build();
    };
  }

  /** Writes the descriptions of {@code tensors}, without their bytes. */
  void tensors(int field, List<TensorView> tensors) {
    tensors(field, tensors, Map.of());
  }

  /**
   * Writes the descriptions of {@code tensors}, without their bytes, and where those are that are
   * in shared memory, by name.
   */
  void tensors(int field, List<TensorView> tensors, Map<String, RegionRange> placed) {
    for (TensorView tensor : tensors) {
      RegionRange range = placed.get(tensor.name());
      byte[] parameters = range == null ? NOTHING : parameters(range);
      describe(field, tensor, parameters);
    }
  }

  private static byte[] parameters(RegionRange range) {
    MessageWriter nested = new MessageWriter();
    nested.parameters(4, SharedMemory.parameters(range));
    return ByteBufUtil.getBytes(nested.framing);
  }

  private void describe(int field, TensorView tensor, byte[] parameters) {
    Shape shape = tensor.shape();
    String datatype = tensor.datatype().name();
    int shapeSize = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      shapeSize += CodedOutputStream.computeInt64SizeNoTag(shape.dim(axis));
    }
    nested(field, sizeOf(tensor.name()) + sizeOf(datatype) + sizeOf(shapeSize) + parameters.length);
    string(1, tensor.name());
    string(2, datatype);
    nested(3, shapeSize); // 0 for a scalar, as the protocol allows
    for (int axis = 0; axis < shape.rank(); axis++) {
      varint(shape.dim(axis));
    }
    framing.writeBytes(parameters);
  }

  /** Writes a nested message whose only content is {@code name} and {@code parameters}. */
  void requestedOutput(int field, String name, Map<String, ParameterValue> parameters) {
    MessageWriter nested = new MessageWriter();
    nested.text(1, name);
    nested.parameters(2, parameters);
    bytes(field, ByteBufUtil.getBytes(nested.framing));
  }

  /** Writes the bytes of {@code tensors}, each as one value of a repeated field. */
  void raw(int field, List<TensorView> tensors) {
    for (TensorView tensor : tensors) {
      nested(field, tensor.data().readableBytes());
      if (tensor.data().isReadable()) {
        cut();
        parts.add(tensor.data());
      }
    }
  }

  /** Announces {@code length} bytes of a field that the caller adds. */
  void nested(int field, int length) {
    framing.writeByte(field << 3 | LENGTH_DELIMITED);
    varint(length);
  }

  private void string(int field, String value) {
    nested(field, ByteBufUtil.utf8Bytes(value));
    framing.writeCharSequence(value, StandardCharsets.UTF_8);
  }

  private void bytes(int field, byte[] value) {
    nested(field, value.length);
    framing.writeBytes(value);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      framing.writeByte((int) left | 0x80);
      left >>>= 7;
    }
    framing.writeByte((int) left);
  }

  /** Bytes of a text with its field's tag and its length. */
  private static int sizeOf(String value) {
    return sizeOf(ByteBufUtil.utf8Bytes(value));
  }

  /** Bytes of {@code length} bytes with their field's tag and their length. */
  private static int sizeOf(int length) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  private void cut() {
    if (framing.writerIndex() > partStart) {
      parts.add(framing.slice(partStart, framing.writerIndex() - partStart));
      partStart = framing.writerIndex();
    }
  }

  /** Everything written, in order. */
  List<ByteBuf> finish() {
    cut();
    return parts;
  }
}
