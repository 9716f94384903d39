package io.gyre.worker.replica;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Tensors on the heap, for tests. */
public final class Tensors {
  private Tensors() {}

  public static TensorView floats(String name, Shape shape, float... values) {
    ByteBuf data = Unpooled.buffer(values.length * 4);
    for (float value : values) {
      data.writeFloatLE(value);
    }
    return new TensorView(name, Datatype.FP32, shape, data);
  }

  /**
   * Rows of two numbers each: {@code first} and {@code first + 0.5}, and so on by whole numbers.
   */
  public static TensorView pairs(String name, int rows, int first) {
    float[] values = new float[rows * 2];
    for (int i = 0; i < rows; i++) {
      values[2 * i] = first + i;
      values[2 * i + 1] = first + i + 0.5f;
    }
    return floats(name, Shape.of(rows, 2), values);
  }

  public static TensorView texts(String name, Shape shape, String... values) {
    ByteBuf data = Unpooled.buffer();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      data.writeIntLE(bytes.length).writeBytes(bytes);
    }
    return new TensorView(name, Datatype.BYTES, shape, data);
  }

  public static TensorView raw(String name, Datatype datatype, Shape shape, int bytes) {
    return new TensorView(name, datatype, shape, Unpooled.buffer(bytes).writeZero(bytes));
  }

  public static float[] floatsOf(TensorView tensor) {
    ByteBuf data = tensor.data();
    float[] values = new float[data.readableBytes() / 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.getFloatLE(data.readerIndex() + 4 * i);
    }
    return values;
  }

  public static String[] textsOf(TensorView tensor) {
    ByteBuf data = tensor.data().duplicate();
    String[] values = new String[(int) tensor.shape().elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.readCharSequence(data.readIntLE(), StandardCharsets.UTF_8).toString();
    }
    return values;
  }
}
