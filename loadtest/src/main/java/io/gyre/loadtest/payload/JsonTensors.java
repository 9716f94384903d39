package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * Tensors as the protocol has them in JSON: {@code name}, {@code datatype}, {@code shape}, {@code
 * data}.
 */
public final class JsonTensors {
  private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(Long.SIZE);

  private JsonTensors() {}

  /**
   * Reads a tensor, whose data may be nested or flat.
   *
   * @throws IllegalArgumentException where it is none; the message says why
   */
  public static TensorView read(JsonNode node) {
    String name = node.path("name").asString("");
    Datatype datatype = Datatype.named(node.path("datatype").asString(""));
    if (name.isEmpty() || datatype == null || !node.path("shape").isArray()) {
      throw new IllegalArgumentException(
          "expected a tensor with name, datatype, shape and data, found " + shortened(node));
    }
    long[] dims = node.path("shape").valueStream().mapToLong(JsonNode::asLong).toArray();
    Shape shape = Shape.of(dims);
    if (!Elements.fitJson(datatype)) {
      throw new IllegalArgumentException(
          "'%s' is %s, which JSON can't carry".formatted(name, datatype));
    }
    ByteBuf data = Unpooled.buffer();
    long count = append(data, datatype, node.path("data"));
    if (!shape.isFixed() || count != shape.elementCount()) {
      throw new IllegalArgumentException(
          "'%s' has the shape %s and %d values".formatted(name, shape, count));
    }
    return new TensorView(name, datatype, shape, data);
  }

  /** Writes every value of {@code node}, outermost first; returns how many there are. */
  private static long append(ByteBuf data, Datatype datatype, JsonNode node) {
    if (!node.isArray()) {
      append(data, datatype, node, node.isNumber());
      return 1;
    }
    long count = 0;
    for (JsonNode child : node) {
      count += append(data, datatype, child);
    }
    return count;
  }

  private static void append(ByteBuf data, Datatype datatype, JsonNode value, boolean number) {
    boolean fits =
        switch (datatype) {
          case BOOL -> value.isBoolean();
          case BYTES -> value.isString();
          case FP32, FP64 -> number;
          default -> value.isIntegralNumber() && inRange(datatype, value.bigIntegerValue());
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "expected a value of %s, found %s".formatted(datatype, shortened(value)));
    }
    switch (datatype) {
      case BOOL -> data.writeBoolean(value.booleanValue());
      case FP32 -> data.writeFloatLE((float) value.doubleValue());
      case FP64 -> data.writeDoubleLE(value.doubleValue());
      case BYTES -> {
        byte[] text = value.stringValue().getBytes(StandardCharsets.UTF_8);
        data.writeIntLE(text.length).writeBytes(text);
      }
      default -> {
        long bits = value.bigIntegerValue().longValue();
        for (int i = 0; i < datatype.byteSize(); i++) {
          data.writeByte((int) (bits >> (8 * i)));
        }
      }
    }
  }

  private static boolean inRange(Datatype datatype, BigInteger value) {
    int bits = datatype.byteSize() * 8;
    return datatype.name().startsWith("U")
        ? value.signum() >= 0 && value.bitLength() <= bits && value.compareTo(UNSIGNED) < 0
        : value.bitLength() < bits;
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
