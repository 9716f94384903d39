package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensor views over unpooled direct memory, and what is in them. */
final class Tensors {
  private Tensors() {}

  static TensorView of(String name, Datatype datatype, Shape shape, byte[] bytes) {
    ByteBuf data = Unpooled.directBuffer(Math.max(bytes.length, 1)).writeBytes(bytes);
    return new TensorView(name, datatype, shape, data);
  }

  static TensorView fp32(String name, Shape shape, float... values) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return of(name, Datatype.FP32, shape, bytes.array());
  }

  static TensorView int32(String name, Shape shape, int... values) {
    ByteBuffer bytes = littleEndian(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return of(name, Datatype.INT32, shape, bytes.array());
  }

  /** Strings of any bytes at all. */
  static TensorView strings(String name, Shape shape, byte[]... elements) {
    return of(name, Datatype.BYTES, shape, encode(elements));
  }

  static byte[] encode(byte[]... elements) {
    int size = 0;
    for (byte[] element : elements) {
      size += Integer.BYTES + element.length;
    }
    ByteBuffer bytes = littleEndian(size);
    for (byte[] element : elements) {
      bytes.putInt(element.length).put(element);
    }
    return bytes.array();
  }

  static byte[] bytes(TensorView view) {
    return ByteBufUtil.getBytes(view.data());
  }

  static float[] floats(TensorView view) {
    float[] values = new float[view.data().readableBytes() / Float.BYTES];
    ByteBuffer.wrap(bytes(view)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  static int[] ints(TensorView view) {
    int[] values = new int[view.data().readableBytes() / Integer.BYTES];
    ByteBuffer.wrap(bytes(view)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  static long[] longs(TensorView view) {
    long[] values = new long[view.data().readableBytes() / Long.BYTES];
    ByteBuffer.wrap(bytes(view)).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
    return values;
  }

  static List<byte[]> elements(TensorView view) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(view)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> elements = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] element = new byte[bytes.getInt()];
      bytes.get(element);
      elements.add(element);
    }
    return elements;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
