package io.gyre.worker.validation;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.worker.tensor.BytesElements;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one tensor against the input that it is for.
 *
 * @param model name of the model, for messages
 * @param input the input
 * @param batched whether the first dimension is the batch
 * @param emptyAllowed whether the model is known to take tensors without elements
 */
record TensorCheck(String model, InputConfiguration input, boolean batched, boolean emptyAllowed) {
  private static final long OVERFLOW = -1;

  /** Why the tensor doesn't fit, or null where it does. */
  @Nullable Refusal check(TensorView tensor) {
    if (tensor.datatype() != input.tensor().datatype()) {
      return refusal(
          "expected datatype " + input.tensor().datatype() + ", found " + tensor.datatype());
    }
    Refusal badShape = checkShape(tensor.shape());
    return badShape != null ? badShape : checkData(tensor);
  }

  private @Nullable Refusal checkShape(Shape actual) {
    Shape expected = input.tensor().shape();
    boolean empty = false;
    for (int axis = 0; axis < actual.rank(); axis++) {
      if (actual.dim(axis) < 0) {
        return refusal("shape " + actual + " has a negative dimension; give the size of each");
      }
      empty |= actual.dim(axis) == 0;
    }
    if (!expected.accepts(actual)) {
      return refusal(
          "expected shape "
              + expected
              + ", found "
              + actual
              + (batched ? "; the first dimension is the batch" : ""));
    }
    if (empty && !emptyAllowed) {
      return refusal("shape " + actual + " has no elements; leave such rows out of the request");
    }
    return null;
  }

  private @Nullable Refusal checkData(TensorView tensor) {
    Shape shape = tensor.shape();
    long elements = elements(shape);
    if (elements == OVERFLOW) {
      return refusal("shape " + shape + " has more elements than any server can hold");
    }
    return tensor.datatype() == Datatype.BYTES
        ? checkElements(tensor, elements)
        : checkSize(tensor, elements);
  }

  private @Nullable Refusal checkSize(TensorView tensor, long elements) {
    int size = tensor.datatype().byteSize();
    long found = tensor.data().readableBytes();
    if (elements > Long.MAX_VALUE / size || elements * size != found) {
      return refusal(
          "shape "
              + tensor.shape()
              + " of "
              + tensor.datatype()
              + " takes "
              + elements
              + " elements of "
              + size
              + (size == 1 ? " byte" : " bytes")
              + " each, found "
              + found
              + " bytes");
    }
    return tensor.datatype() == Datatype.BOOL ? checkBooleans(tensor.data()) : null;
  }

  private @Nullable Refusal checkBooleans(ByteBuf data) {
    int position = data.forEachByte(value -> value == 0 || value == 1);
    return position < 0
        ? null
        : refusal(
            "expected 0 or 1 in each byte of BOOL, found "
                + data.getUnsignedByte(position)
                + " at element "
                + (position - data.readerIndex()));
  }

  private @Nullable Refusal checkElements(TensorView tensor, long elements) {
    long found = BytesElements.count(tensor.data());
    if (found == BytesElements.TRUNCATED) {
      return refusal(
          "its "
              + tensor.data().readableBytes()
              + " bytes end within an element; each BYTES element is a little-endian uint32 length"
              + " and as many bytes");
    }
    return found == elements
        ? null
        : refusal(
            "shape " + tensor.shape() + " takes " + elements + " BYTES elements, found " + found);
  }

  private static long elements(Shape shape) {
    long product = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long dim = shape.dim(axis);
      if (Math.multiplyHigh(product, dim) != 0 || product * dim < 0) {
        return OVERFLOW;
      }
      product *= dim;
    }
    return product;
  }

  private Refusal refusal(String problem) {
    return Refusal.invalid(
        "input '" + input.tensor().name() + "' of model '" + model + "': " + problem);
  }
}
