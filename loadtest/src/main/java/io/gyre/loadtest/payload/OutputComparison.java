package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the outputs of an answer against those that were expected. */
public final class OutputComparison {
  // Far above what another order of summing changes, far below what another answer is.
  private static final double TOLERANCE = 1e-3;

  private OutputComparison() {}

  /**
   * The first difference, or null where there is none. Floating numbers may differ by a thousandth
   * of their size, or of 1 where they are smaller.
   *
   * @param expected outputs that must be there
   * @param actual outputs of the answer; more than expected may be there
   */
  public static @Nullable String difference(List<TensorView> expected, List<TensorView> actual) {
    for (TensorView wanted : expected) {
      TensorView found = named(wanted.name(), actual);
      if (found == null) {
        return "the output '%s' is missing".formatted(wanted.name());
      }
      if (found.datatype() != wanted.datatype() || !found.shape().equals(wanted.shape())) {
        return "the output '%s' is %s%s, expected %s%s"
            .formatted(
                wanted.name(), found.datatype(), found.shape(), wanted.datatype(), wanted.shape());
      }
      String difference = values(wanted, found);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable TensorView named(String name, List<TensorView> tensors) {
    return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
  }

  private static @Nullable String values(TensorView wanted, TensorView found) {
    ByteBuf expected = wanted.data();
    ByteBuf actual = found.data();
    boolean floating = wanted.datatype() == Datatype.FP32 || wanted.datatype() == Datatype.FP64;
    if (!floating || expected.readableBytes() != actual.readableBytes()) {
      return ByteBufUtil.equals(expected, actual)
          ? null
          : "the values of the output '%s' are others".formatted(wanted.name());
    }
    int size = wanted.datatype().byteSize();
    for (int i = 0; i < expected.readableBytes() / size; i++) {
      double left = number(expected, i, size);
      double right = number(actual, i, size);
      if (!close(left, right)) {
        return "value %d of the output '%s' is %s, expected %s"
            .formatted(i, wanted.name(), right, left);
      }
    }
    return null;
  }

  private static double number(ByteBuf data, int index, int size) {
    int at = data.readerIndex() + index * size;
    return size == Float.BYTES ? data.getFloatLE(at) : data.getDoubleLE(at);
  }

  private static boolean close(double expected, double actual) {
    return Double.compare(expected, actual) == 0
        || Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected));
  }
}
