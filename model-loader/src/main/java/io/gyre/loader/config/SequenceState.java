package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import java.nio.ByteBuffer;

/**
 * A tensor that the model gives at one request of a sequence and takes at the next.
 *
 * @param input what the model takes, batch dimension included
 * @param output what the model gives, likewise
 * @param initialShape shape at a sequence's first request, a batch of one where there are batches
 * @param initialData its bytes there, read-only
 */
public record SequenceState(
    TensorSpec input, TensorSpec output, Shape initialShape, ByteBuffer initialData) {
  public SequenceState {
    initialData = initialData.asReadOnlyBuffer();
  }

  /** The bytes at a sequence's first request, for a reader of its own. */
  @Override
  public ByteBuffer initialData() {
    return initialData.duplicate();
  }
}
