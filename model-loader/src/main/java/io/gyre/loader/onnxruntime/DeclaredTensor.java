package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.TensorSpec;
import java.util.List;

/**
 * One input or output as the file declares it.
 *
 * @param spec what the rest of the server sees
 * @param hasShape whether the file says anything of the shape; else {@code spec} shows a scalar's
 * @param symbols for each dimension the name that the file gives it, empty where it has none
 */
record DeclaredTensor(TensorSpec spec, boolean hasShape, List<String> symbols) {
  DeclaredTensor {
    symbols = List.copyOf(symbols);
  }

  String name() {
    return spec.name();
  }
}
