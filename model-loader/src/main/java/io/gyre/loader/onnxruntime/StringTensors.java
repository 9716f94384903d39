package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.ExecutionException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Moves string tensors between the protocol's form, elements each preceded by their length, and the
 * runtime's.
 */
final class StringTensors {
  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private StringTensors() {}

  /**
   * Copies a view's elements, any bytes at all, into a native string tensor of as many elements.
   *
   * @param out address of a word to work with
   * @throws ExecutionException where the bytes don't hold exactly as many elements as the shape
   *     says
   */
  static void fill(OrtApi api, long value, TensorView view, long out)
      throws OrtException, ExecutionException {
    MemorySegment bytes = MemorySegment.ofBuffer(view.data().nioBuffer());
    long count = view.shape().elementCount();
    long position = 0;
    for (long index = 0; index < count; index++) {
      long rest = bytes.byteSize() - position - Integer.BYTES;
      long length = rest < 0 ? 0 : Integer.toUnsignedLong(bytes.get(LENGTH, position));
      if (length > rest) {
        throw malformed(view, index, "the data ends inside it");
      }
      position += Integer.BYTES;
      api.check(
          call(
              api.at(OrtFunction.GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER),
              value,
              index,
              length,
              out));
      Memory.copy(bytes, position, Memory.getLong(out), length);
      position += length;
    }
    if (position < bytes.byteSize()) {
      throw malformed(view, count, "it is one more than the shape has");
    }
  }

  /** Bytes that a native string tensor takes in the protocol's form. */
  static long encodedLength(OrtApi api, long value, long count, long out) throws OrtException {
    api.check(call(api.at(OrtFunction.GET_STRING_TENSOR_DATA_LENGTH), value, out));
    return count * Integer.BYTES + Memory.getLong(out);
  }

  /**
   * Writes the elements of a native string tensor in the protocol's form.
   *
   * @param length what {@link #encodedLength} gave
   * @param to address of as many bytes
   */
  static void encode(OrtApi api, long value, long count, long length, long to) throws OrtException {
    if (count == 0) {
      return;
    }
    long contentLength = length - count * Integer.BYTES;
    long content = to + count * Integer.BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, count);
      api.check(
          call(
              api.at(OrtFunction.GET_STRING_TENSOR_CONTENT),
              value,
              content,
              contentLength,
              offsets.address(),
              count));
      // The content lies at the end of the room: each element moves towards its start, never past
      // the next one.
      long target = to;
      for (long index = 0; index < count; index++) {
        long start = offsets.getAtIndex(ValueLayout.JAVA_LONG, index);
        long end =
            index + 1 < count
                ? offsets.getAtIndex(ValueLayout.JAVA_LONG, index + 1)
                : contentLength;
        Memory.putLength(target, (int) (end - start));
        target += Integer.BYTES;
        Memory.copy(content + start, target, end - start);
        target += end - start;
      }
    }
  }

  private static ExecutionException malformed(TensorView view, long index, String why) {
    return new ExecutionException(
        "input "
            + view.name()
            + " has shape "
            + view.shape()
            + " and "
            + view.data().readableBytes()
            + " bytes, in which element "
            + index
            + " is malformed: "
            + why
            + "; expected each element as a little-endian uint32 length and that many bytes");
  }
}
