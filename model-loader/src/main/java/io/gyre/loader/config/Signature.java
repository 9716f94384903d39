package io.gyre.loader.config;

import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.engine.EngineModel;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a loaded model says of itself.
 *
 * @param inputs inputs in the model's order
 * @param outputs outputs in the model's order
 * @param firstDimensionNames the model's names for first dimensions, by tensor, where it has any
 * @param undeclaredShapes tensors whose shape the model leaves open altogether
 */
public record Signature(
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Map<String, String> firstDimensionNames,
    Set<String> undeclaredShapes) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    firstDimensionNames = Map.copyOf(firstDimensionNames);
    undeclaredShapes = Set.copyOf(undeclaredShapes);
  }

  /** The signature of an open model. */
  public static Signature of(EngineModel model) {
    return new Signature(
        model.inputs(), model.outputs(), model.firstDimensionNames(), model.undeclaredShapes());
  }
}
