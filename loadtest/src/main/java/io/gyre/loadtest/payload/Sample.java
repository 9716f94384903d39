package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.TensorView;
import java.util.List;

/**
 * The inputs of one request, and what its answer should be. The tensors' memory is on the heap and
 * belongs to the garbage collector.
 *
 * @param inputs tensors, in the order in which they are sent
 * @param expected outputs to be checked; none where any answer will do
 */
public record Sample(List<TensorView> inputs, List<TensorView> expected) {
  public Sample {
    inputs = List.copyOf(inputs);
    expected = List.copyOf(expected);
  }
}
