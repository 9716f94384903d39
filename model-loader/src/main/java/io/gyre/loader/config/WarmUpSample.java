package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import java.nio.file.Path;
import java.util.Map;

/**
 * One request of {@code model_warmup}, run before the model serves.
 *
 * @param name what its owner calls it
 * @param rows rows of the batch; 1 where the model has no batch dimension
 * @param count how often it is run
 * @param inputs the inputs that it has, by name
 */
public record WarmUpSample(String name, int rows, int count, Map<String, Input> inputs) {
  public WarmUpSample {
    inputs = Map.copyOf(inputs);
  }

  /**
   * One input of a sample.
   *
   * @param dims shape of one row, as a request would carry it, without the batch dimension
   * @param data what a row holds; the same for every row of the batch
   */
  public record Input(Shape dims, Data data) {}

  /** What a row of an input holds. */
  public sealed interface Data {
    /** Zeros, or empty texts. */
    record Zeros() implements Data {}

    /** Numbers that any model should take: between 0 and 1; of texts, empty ones. */
    record Random() implements Data {}

    /** The bytes of a file, in the form of the protocol's raw tensors. */
    record Contents(Path file) implements Data {}
  }
}
