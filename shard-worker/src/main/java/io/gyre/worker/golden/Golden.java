package io.gyre.worker.golden;

import io.gyre.inference.tensor.TensorView;
import java.util.List;

/**
 * A request, and the answer that a version must give to it.
 *
 * @param place where it is written, for messages
 * @param inputs the request's inputs, on the heap
 * @param outputs the outputs that are expected; of others nothing is but that they are numbers
 */
record Golden(String place, List<TensorView> inputs, List<Expected> outputs) {
  Golden {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
