package io.gyre.worker.warmup;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.WarmUpSample.Data;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.random.RandomGenerator;

/**
 * One row of an input, of which batches of any size are made.
 *
 * @param input the input
 * @param dims its shape without the batch dimension
 * @param bytes its bytes
 */
record RowData(InputConfiguration input, Shape dims, byte[] bytes) {
  /** Larger inputs are left to the first request that brings one. */
  static final long LARGEST_BATCH_BYTES = 64L << 20;

  /**
   * A row with data of a kind.
   *
   * @throws IOException where it is in a file that can't be read
   * @throws OutOfMemoryError where no array is that large
   */
  static RowData of(InputConfiguration input, Shape dims, Data data, RandomGenerator random)
      throws IOException {
    byte[] bytes =
        switch (data) {
          case Data.Contents(var file) -> Files.readAllBytes(file);
          case Data.Zeros _ -> new byte[size(input.tensor(), dims)];
          case Data.Random _ -> random(input.tensor(), size(input.tensor(), dims), random);
        };
    return new RowData(input, dims, bytes);
  }

  /** Whether a row of zeros is no larger than what trials may take. */
  static boolean isSmall(TensorSpec tensor, Shape dims) {
    try {
      return byteSize(tensor, dims) <= LARGEST_BATCH_BYTES;
    } catch (ArithmeticException _) {
      return false;
    }
  }

  /** Bytes of a row; of BYTES, empty elements, whose length of zero takes four bytes. */
  private static long byteSize(TensorSpec tensor, Shape dims) {
    int element = tensor.datatype().isFixedSize() ? tensor.datatype().byteSize() : Integer.BYTES;
    return Math.multiplyExact(dims.elementCount(), element);
  }

  private static int size(TensorSpec tensor, Shape dims) {
    long size = byteSize(tensor, dims);
    if (size > Integer.MAX_VALUE - 64) {
      throw new OutOfMemoryError(tensor.name() + " takes " + size + " bytes a row");
    }
    return (int) size;
  }

  /**
   * Fractions from 0 to 1; of integers 0 and 1, which every model takes that uses them as indices.
   */
  private static byte[] random(TensorSpec tensor, int size, RandomGenerator random) {
    ByteBuffer row = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    Datatype datatype = tensor.datatype();
    while (row.hasRemaining()) {
      switch (datatype) {
        case FP64 -> row.putDouble(random.nextDouble());
        case FP32 -> row.putFloat(random.nextFloat());
        case FP16 -> row.putShort(Float.floatToFloat16(random.nextFloat()));
        case BF16 -> row.putShort((short) (Float.floatToIntBits(random.nextFloat()) >>> 16));
        case INT64, UINT64 -> row.putLong(random.nextInt(2));
        case INT32, UINT32 -> row.putInt(random.nextInt(2));
        case INT16, UINT16 -> row.putShort((short) random.nextInt(2));
        case INT8, UINT8, BOOL -> row.put((byte) random.nextInt(2));
        case BYTES -> row.putInt(0);
      }
    }
    return row.array();
  }

  /** Bytes of a batch. */
  long bytes(int rows) {
    return (long) bytes.length * rows;
  }

  /** A batch of this row again and again, as the model takes it. The buffer is the caller's. */
  TensorView batch(int rows, boolean batched, ByteBufAllocator allocator) {
    int size = Math.toIntExact(bytes(rows));
    ByteBuf buffer = allocator.directBuffer(Math.max(size, 1));
    for (int row = 0; row < rows; row++) {
      buffer.writeBytes(bytes);
    }
    Shape requested = batched ? dims.prepend(rows) : dims;
    return new TensorView(
        input.tensor().name(), input.tensor().datatype(), input.toModel(requested), buffer);
  }
}
