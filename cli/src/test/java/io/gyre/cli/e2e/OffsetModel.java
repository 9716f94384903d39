package io.gyre.cli.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An ONNX file that adds a constant to its input, so that an answer shows which file gave it.
 *
 * <p>Input {@code x} and output {@code y}: FP32 [-1, 4]. Field numbers are those of onnx.proto.
 */
final class OffsetModel {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** Two products of matrices of this side are some 200 million operations. */
  private static final long SIDE = 384;

  private OffsetModel() {}

  /** The file's bytes. */
  static byte[] adding(float offset) {
    return adding(offset, "x");
  }

  /** The same with another name for the input. */
  static byte[] adding(float offset, String input) {
    return model(constant(offset), input, node("Add", "y", input, "offset"));
  }

  /** One whose constant is the FP32 in the file {@code location} beside it. */
  static byte[] addingFrom(String location) {
    byte[] entry =
        message(pair -> {
          pair.writeString(1, "location");
          pair.writeString(2, location);
        });
    byte[] constant =
        message(tensor -> {
          tensor.writeInt64(1, 1); // dims
          tensor.writeInt32(2, FLOAT);
          tensor.writeString(8, "offset");
          tensor.writeByteArray(13, entry);
          tensor.writeInt32(14, 1); // data_location EXTERNAL
        });
    return model(constant, "x", node("Add", "y", "x", "offset"));
  }

  /** The bytes of such a file. */
  static byte[] weights(float offset) {
    ByteBuffer raw = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return raw.putFloat(0, offset).array();
  }

  /** One that adds its constant to numbers below one, and fails on others. */
  static byte[] failingFromOne(float offset) {
    byte[] to =
        message(attribute -> {
          attribute.writeString(1, "to");
          attribute.writeInt64(3, INT64);
          attribute.writeInt32(20, 2); // type INT
        });
    byte[] cast =
        message(node -> {
          node.writeString(1, "x");
          node.writeString(2, "index");
          node.writeString(4, "Cast");
          node.writeByteArray(5, to);
        });
    return model(
        constant(offset),
        "x",
        cast,
        node("Gather", "shift", "offset", "index"), // of one number, so there is no second
        node("Add", "y", "x", "shift"));
  }

  /** One that adds its constant and takes some milliseconds of a core's time to do so. */
  static byte[] slow(float offset) {
    return model(
        List.of(constant(offset), shape("square", SIDE, SIDE)),
        "x",
        node("ReduceMean", "mean", "x"),
        node("ConstantOfShape", "zeros", "square"),
        node("Add", "matrix", "zeros", "mean"),
        node("MatMul", "squared", "matrix", "matrix"),
        node("MatMul", "cubed", "squared", "matrix"),
        node("ReduceMean", "waste", "cubed"),
        node("Sub", "nothing", "waste", "waste"),
        node("Add", "shift", "offset", "nothing"),
        node("Add", "y", "x", "shift"));
  }

  private static byte[] model(byte[] constant, String input, byte[]... nodes) {
    return model(List.of(constant), input, nodes);
  }

  private static byte[] model(List<byte[]> constants, String input, byte[]... nodes) {
    return message(model -> {
      model.writeInt64(1, 8); // ir_version
      model.writeByteArray(7, graph(constants, input, nodes));
      model.writeByteArray(8, message(opset -> opset.writeInt64(2, 13)));
    });
  }

  private static byte[] graph(List<byte[]> constants, String input, byte[]... nodes) {
    return message(graph -> {
      for (byte[] node : nodes) {
        graph.writeByteArray(1, node);
      }
      graph.writeString(2, "offset");
      for (byte[] constant : constants) {
        graph.writeByteArray(5, constant);
      }
      graph.writeByteArray(11, value(input));
      graph.writeByteArray(12, value("y"));
    });
  }

  private static byte[] node(String operator, String output, String... inputs) {
    return message(node -> {
      for (String input : inputs) {
        node.writeString(1, input);
      }
      node.writeString(2, output);
      node.writeString(4, operator);
    });
  }

  private static byte[] constant(float offset) {
    return message(tensor -> {
      tensor.writeInt64(1, 1); // dims
      tensor.writeInt32(2, FLOAT);
      tensor.writeString(8, "offset");
      tensor.writeByteArray(9, weights(offset));
    });
  }

  private static byte[] shape(String name, long... sides) {
    ByteBuffer raw = ByteBuffer.allocate(sides.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(sides);
    return message(tensor -> {
      tensor.writeInt64(1, sides.length); // dims
      tensor.writeInt32(2, INT64);
      tensor.writeString(8, name);
      tensor.writeByteArray(9, raw.array());
    });
  }

  private static byte[] value(String name) {
    byte[] rows = message(dim -> dim.writeString(2, "rows"));
    byte[] columns = message(dim -> dim.writeInt64(1, 4));
    byte[] shape =
        message(dims -> {
          dims.writeByteArray(1, rows);
          dims.writeByteArray(1, columns);
        });
    byte[] tensor =
        message(type -> {
          type.writeInt32(1, FLOAT);
          type.writeByteArray(2, shape);
        });
    byte[] type = message(one -> one.writeByteArray(1, tensor));
    return message(info -> {
      info.writeString(1, name);
      info.writeByteArray(2, type);
    });
  }

  private static byte[] message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString().toByteArray();
  }

  /** Writes the fields of one message. */
  private interface Fields {
    void write(CodedOutputStream message) throws IOException;
  }
}
