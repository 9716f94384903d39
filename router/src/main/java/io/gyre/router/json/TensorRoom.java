package io.gyre.router.json;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.netty.buffer.ByteBuf;

/** Makes room for a tensor's values, once its document is long enough to hold so many. */
final class TensorRoom {
  private TensorRoom() {}

  /**
   * Makes room in {@code out}.
   *
   * @param place what the data belongs to, for errors
   * @param documentBytes size of the whole document, which bounds how many values there can be
   */
  static void make(Datatype datatype, Shape shape, Object place, int documentBytes, ByteBuf out) {
    if (datatype == Datatype.FP16 || datatype == Datatype.BF16) {
      throw new InvalidInput(
          "receiving %s data via JSON is not supported: send %s as binary data"
              .formatted(datatype, place));
    }
    long count = count(shape, place);
    if (count > documentBytes / 2 + 1) {
      throw new InvalidInput(
          "expected 'data' of %s to have %d values for shape %s, found fewer"
              .formatted(place, count, shape));
    }
    long bytes = count * (datatype.isFixedSize() ? datatype.byteSize() : Integer.BYTES);
    if (bytes > Integer.MAX_VALUE - out.writerIndex()) {
      throw new InvalidInput(
          Refusal.of(
              Refusal.Reason.TOO_LARGE,
              "the data of %s has %d bytes, more than a request in JSON can hold"
                  .formatted(place, bytes)));
    }
    out.ensureWritable((int) bytes);
  }

  private static long count(Shape shape, Object place) {
    try {
      return shape.elementCount();
    } catch (ArithmeticException e) {
      throw new InvalidInput(
          "shape %2$s of %1$s has more elements than a 64-bit integer counts"
              .formatted(place, shape));
    }
  }
}
