package io.gyre.bench.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An ONNX graph under construction, and the bytes of its file. The field numbers are those of
 * onnx.proto.
 */
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;

  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> constants = new ArrayList<>();
  private final List<byte[]> inputs = new ArrayList<>();
  private final List<byte[]> outputs = new ArrayList<>();

  /** What writes the fields of one message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /** An operator; returns the name of what it puts out. */
  String node(String operator, String output, String... operands) {
    nodes.add(
        message(node -> {
          for (String operand : operands) {
            node.writeString(1, operand);
          }
          node.writeString(2, output);
          node.writeString(4, operator);
        }));
    return output;
  }

  /** A constant of floats; returns its name. */
  String floats(String name, float[] values, long... dims) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    constants.add(constant(name, FLOAT, raw, dims));
    return name;
  }

  /** A constant of integers in one dimension; returns its name. */
  String integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    constants.add(constant(name, INT64, raw, values.length));
    return name;
  }

  /** An input of floats, with any number of rows of shape {@code dims}. */
  void input(String name, long... dims) {
    inputs.add(rows(name, dims));
  }

  /** An output of floats, with as many rows as the inputs. */
  void output(String name, long... dims) {
    outputs.add(rows(name, dims));
  }

  /** The whole file. */
  byte[] file() {
    byte[] graph =
        message(out -> {
          writeAll(out, 1, nodes);
          out.writeString(2, "graph");
          writeAll(out, 5, constants);
          writeAll(out, 11, inputs);
          writeAll(out, 12, outputs);
        });
    return message(model -> {
      model.writeInt64(1, IR_VERSION);
      model.writeByteArray(7, graph);
      model.writeByteArray(8, message(operators -> operators.writeInt64(2, OPERATOR_SET)));
    });
  }

  private static byte[] constant(String name, int type, ByteBuffer raw, long... dims) {
    return message(tensor -> {
      for (long dim : dims) {
        tensor.writeInt64(1, dim);
      }
      tensor.writeInt32(2, type);
      tensor.writeString(8, name);
      tensor.writeBytes(9, ByteString.copyFrom(raw));
    });
  }

  private static byte[] rows(String name, long... dims) {
    byte[] shape =
        message(out -> {
          out.writeByteArray(1, message(dim -> dim.writeString(2, "rows")));
          for (long size : dims) {
            out.writeByteArray(1, message(dim -> dim.writeInt64(1, size)));
          }
        });
    byte[] tensor =
        message(type -> {
          type.writeInt32(1, FLOAT);
          type.writeByteArray(2, shape);
        });
    return message(info -> {
      info.writeString(1, name);
      info.writeByteArray(2, message(type -> type.writeByteArray(1, tensor)));
    });
  }

  private static void writeAll(CodedOutputStream out, int field, List<byte[]> messages)
      throws IOException {
    for (byte[] message : messages) {
      out.writeByteArray(field, message);
    }
  }

  private static byte[] message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte string can't be written to", e);
    }
    return bytes.toByteString().toByteArray();
  }
}
