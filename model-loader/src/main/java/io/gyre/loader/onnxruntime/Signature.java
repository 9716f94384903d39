package io.gyre.loader.onnxruntime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The inputs and outputs that a file declares, in its order. */
record Signature(List<DeclaredTensor> inputs, List<DeclaredTensor> outputs) {
  Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The file's name for the first dimension of each tensor that has one. */
  Map<String, String> firstDimensionNames() {
    Map<String, String> names = new HashMap<>();
    Stream.concat(inputs.stream(), outputs.stream())
        .filter(tensor -> !tensor.symbols().isEmpty() && !tensor.symbols().getFirst().isEmpty())
        .forEach(tensor -> names.put(tensor.name(), tensor.symbols().getFirst()));
    return Map.copyOf(names);
  }

  /** The tensors of whose shape the file says nothing. */
  Set<String> undeclaredShapes() {
    return Stream.concat(inputs.stream(), outputs.stream())
        .filter(tensor -> !tensor.hasShape())
        .map(DeclaredTensor::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
