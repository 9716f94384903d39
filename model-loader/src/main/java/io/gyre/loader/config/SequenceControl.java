package io.gyre.loader.config;

import io.gyre.inference.tensor.TensorSpec;
import java.nio.ByteBuffer;

/** An input by which the server tells the model of a request's place in its sequence. */
public sealed interface SequenceControl {
  /** The model's input. */
  TensorSpec tensor();

  /** What a flag tells. */
  enum Kind {
    /** The sequence begins. */
    START,
    /** The sequence ends. */
    END,
    /** There is a request: true in every row that is run. */
    READY
  }

  /**
   * One of two values.
   *
   * @param whenFalse one element of the input's datatype, in its bytes, read-only
   * @param whenTrue likewise
   */
  record Flag(Kind kind, TensorSpec tensor, ByteBuffer whenFalse, ByteBuffer whenTrue)
      implements SequenceControl {
    public Flag {
      whenFalse = whenFalse.asReadOnlyBuffer();
      whenTrue = whenTrue.asReadOnlyBuffer();
    }

    /** The element for {@code set}, for a reader of its own. */
    public ByteBuffer value(boolean set) {
      return (set ? whenTrue : whenFalse).duplicate();
    }
  }

  /** The sequence's id: of a datatype of whole numbers, or BYTES. */
  record CorrelationId(TensorSpec tensor) implements SequenceControl {}
}
