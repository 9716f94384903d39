package io.gyre.loadtest.histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A histogram as reports carry it: a hundredth of its size in memory.
 *
 * @param base64 HdrHistogram's compressed form
 */
public record PackedHistogram(String base64) {
  /** The packed form of {@code histogram}. */
  public static PackedHistogram of(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    byte[] encoded = Arrays.copyOf(bytes.array(), length);
    return new PackedHistogram(Base64.getEncoder().encodeToString(encoded));
  }

  /**
   * The histogram itself.
   *
   * @throws IllegalArgumentException where {@link #base64} is no histogram
   */
  public Histogram unpack() {
    byte[] bytes = Base64.getDecoder().decode(base64);
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not a compressed HdrHistogram", e);
    }
  }
}
