package io.gyre.worker.tensor;

import io.netty.buffer.ByteBuf;

/** Elements of a BYTES tensor: each a little-endian uint32 length, then as many bytes. */
public final class BytesElements {
  /** What {@link #count} answers where the bytes end within an element. */
  public static final long TRUNCATED = -1;

  private static final int LENGTH_BYTES = 4;

  private BytesElements() {}

  /** Number of elements from reader index to writer index, or {@link #TRUNCATED}. */
  public static long count(ByteBuf data) {
    long position = data.readerIndex();
    long end = data.writerIndex();
    long count = 0;
    while (position < end) {
      if (end - position < LENGTH_BYTES) {
        return TRUNCATED;
      }
      position += LENGTH_BYTES + data.getUnsignedIntLE((int) position);
      count++;
    }
    return position == end ? count : TRUNCATED;
  }

  /**
   * The position behind {@code elements} elements that begin at {@code position}, all known to be
   * complete.
   */
  static int skip(ByteBuf data, int position, long elements) {
    int after = position;
    for (long i = 0; i < elements; i++) {
      after += LENGTH_BYTES + Math.toIntExact(data.getUnsignedIntLE(after));
    }
    return after;
  }
}
