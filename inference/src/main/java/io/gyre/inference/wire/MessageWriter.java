package io.gyre.inference.wire;

import com.google.protobuf.CodedOutputStream;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.InferParameter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the framing of a request or a response, and puts the tensors' bytes between as they are.
 * The fields 1 to 5 of both messages are the same: name, version, id, parameters, tensors.
 */
final class MessageWriter {
  private static final int LENGTH_DELIMITED = 2;

  /** Enough for a few tensors; the default is sized for whole messages. */
  private static final int BUFFER_BYTES = 256;

  private static final byte[] NOTHING = {};

  private final ByteArrayOutputStream framing = new ByteArrayOutputStream(BUFFER_BYTES);
  private final CodedOutputStream out = CodedOutputStream.newInstance(framing, BUFFER_BYTES);
  private final List<ByteBuf> parts = new ArrayList<>();

  /** What writes to memory, which fails only for a defect. */
  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text; the empty one is the default and needs no bytes. */
  void text(int field, String value) {
    if (!value.isEmpty()) {
      write(() -> out.writeString(field, value));
    }
  }

  void parameters(int field, Map<String, ParameterValue> parameters) {
    parameters.forEach((name, value) -> parameter(field, name, value));
  }

  private void parameter(int field, String name, ParameterValue value) {
    InferParameter message = message(value);
    int size =
        CodedOutputStream.computeStringSize(1, name)
            + CodedOutputStream.computeMessageSize(2, message);
    write(() -> {
      out.writeTag(field, LENGTH_DELIMITED);
      out.writeUInt32NoTag(size);
      out.writeString(1, name);
      out.writeMessage(2, message);
    });
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
      write(() -> describe(field, tensor, parameters));
    }
  }

  private static byte[] parameters(RegionRange range) {
    MessageWriter nested = new MessageWriter();
    nested.parameters(4, SharedMemory.parameters(range));
    nested.flush();
    return nested.framing.toByteArray();
  }

  private void describe(int field, TensorView tensor, byte[] parameters) throws IOException {
    long[] dims = tensor.shape().dims();
    int shapeSize = 0;
    for (long dim : dims) {
      shapeSize += CodedOutputStream.computeInt64SizeNoTag(dim);
    }
    int size =
        CodedOutputStream.computeStringSize(1, tensor.name())
            + CodedOutputStream.computeStringSize(2, tensor.datatype().name())
            + CodedOutputStream.computeTagSize(3)
            + CodedOutputStream.computeUInt32SizeNoTag(shapeSize)
            + shapeSize
            + parameters.length;
    out.writeTag(field, LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
    out.writeString(1, tensor.name());
    out.writeString(2, tensor.datatype().name());
    out.writeTag(3, LENGTH_DELIMITED);
    out.writeUInt32NoTag(shapeSize); // 0 for a scalar, as the protocol allows
    for (long dim : dims) {
      out.writeInt64NoTag(dim);
    }
    out.writeRawBytes(parameters);
  }

  /** Writes a nested message whose only content is {@code name} and {@code parameters}. */
  void requestedOutput(int field, String name, Map<String, ParameterValue> parameters) {
    MessageWriter nested = new MessageWriter();
    nested.text(1, name);
    nested.parameters(2, parameters);
    nested.flush();
    write(() -> out.writeByteArray(field, nested.framing.toByteArray()));
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
    write(() -> {
      out.writeTag(field, LENGTH_DELIMITED);
      out.writeUInt32NoTag(length);
    });
  }

  private void flush() {
    write(out::flush);
  }

  private void cut() {
    flush();
    if (framing.size() > 0) {
      parts.add(Unpooled.wrappedBuffer(framing.toByteArray()));
      framing.reset();
    }
  }

  /** Everything written, in order. */
  List<ByteBuf> finish() {
    cut();
    return parts;
  }
}
