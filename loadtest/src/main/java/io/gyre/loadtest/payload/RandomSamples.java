package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.usage.UsageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Samples made up to a signature: floating numbers in [0, 1), integers from 0 to 99, texts of 16
 * letters.
 */
public final class RandomSamples {
  private static final int INTEGERS = 100;
  private static final int TEXT_LENGTH = 16;
  private static final long LARGEST_TENSOR = 1L << 30;

  private final Signature signature;
  private final Map<String, Shape> shapes;
  private final OptionalInt batch;
  private final SplittableRandom random;

  /**
   * @param shapes of inputs with variable dimensions, by name
   * @param batch rows of every input; empty for one, or what {@code shapes} say
   * @param seed where randomness starts
   */
  public RandomSamples(
      Signature signature, Map<String, Shape> shapes, OptionalInt batch, long seed) {
    this.signature = signature;
    this.batch = batch;
    this.shapes = Map.copyOf(shapes);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Makes up a sample.
   *
   * @throws UsageException where an input's shape can't be told
   */
  public Sample next() {
    List<TensorView> inputs = new ArrayList<>();
    for (TensorSpec input : signature.inputs()) {
      Shape shape = batched(input, shapeOf(input));
      inputs.add(new TensorView(input.name(), input.datatype(), shape, data(input, shape)));
    }
    return new Sample(inputs, List.of());
  }

  private Shape batched(TensorSpec input, Shape shape) {
    if (batch.isEmpty()) {
      return shape;
    }
    Batches.check(input);
    return shape.withFirst(batch.getAsInt());
  }

  /** The shape asked for, or the declared one with a first dimension of 1. */
  private Shape shapeOf(TensorSpec input) {
    Shape declared = input.shape();
    Shape wanted = shapes.get(input.name());
    if (wanted != null) {
      if (!declared.accepts(wanted)) {
        throw new UsageException(
            "--shape gives the input '%s' the shape %s, but the model takes %s"
                .formatted(input.name(), wanted, declared));
      }
      return wanted;
    }
    Shape single =
        declared.rank() > 0 && declared.dim(0) == Shape.VARIABLE ? declared.withFirst(1) : declared;
    if (!single.isFixed()) {
      throw new UsageException(
          "the input '%s' has the shape %s; say which dimensions to send with --shape %s:..."
              .formatted(input.name(), declared, input.name()));
    }
    return single;
  }

  private ByteBuf data(TensorSpec input, Shape shape) {
    Datatype datatype = input.datatype();
    int elementSize = datatype.isFixedSize() ? datatype.byteSize() : Integer.BYTES + TEXT_LENGTH;
    long count = shape.elementCount();
    if (count > LARGEST_TENSOR / elementSize) {
      throw new UsageException(
          "the input '%s' of shape %s is larger than 1 GiB; give a smaller --shape"
              .formatted(input.name(), shape));
    }
    ByteBuf data = Unpooled.buffer((int) count * elementSize);
    for (long i = 0; i < count; i++) {
      write(data, datatype);
    }
    return data;
  }

  private void write(ByteBuf data, Datatype datatype) {
    switch (datatype) {
      case BOOL -> data.writeByte(random.nextInt(2));
      case UINT8, INT8 -> data.writeByte(random.nextInt(INTEGERS));
      case UINT16, INT16 -> data.writeShortLE(random.nextInt(INTEGERS));
      case UINT32, INT32 -> data.writeIntLE(random.nextInt(INTEGERS));
      case UINT64, INT64 -> data.writeLongLE(random.nextInt(INTEGERS));
      case FP16 -> data.writeShortLE(Float.floatToFloat16((float) random.nextDouble()));
      case BF16 -> data.writeShortLE(Float.floatToRawIntBits((float) random.nextDouble()) >>> 16);
      case FP32 -> data.writeFloatLE((float) random.nextDouble());
      case FP64 -> data.writeDoubleLE(random.nextDouble());
      case BYTES -> data.writeIntLE(TEXT_LENGTH).writeBytes(text());
    }
  }

  private byte[] text() {
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    for (int i = 0; i < TEXT_LENGTH; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
