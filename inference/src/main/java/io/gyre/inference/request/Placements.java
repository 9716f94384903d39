package io.gyre.inference.request;

import io.gyre.inference.tensor.RegionRange;
import java.util.Map;

/**
 * Which tensors of a request are in shared memory rather than in its message.
 *
 * @param inputs where inputs are, by their position in the request
 * @param outputs where outputs are to be put, by name
 */
public record Placements(Map<Integer, RegionRange> inputs, Map<String, RegionRange> outputs) {
  /** All tensors are in the message. */
  public static final Placements NONE = new Placements(Map.of(), Map.of());

  public Placements {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
  }

  public boolean isEmpty() {
    return inputs.isEmpty() && outputs.isEmpty();
  }
}
