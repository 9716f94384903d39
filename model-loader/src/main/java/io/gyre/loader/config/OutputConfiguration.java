package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import java.util.List;

/**
 * One output, as the model gives it and as responses carry it.
 *
 * @param tensor name, datatype and full shape of a response's tensor, batch dimension included
 * @param modelShape full shape that the model gives; differs from the tensor's only where the
 *     output is reshaped
 * @param labels class names by index; empty where there are none
 */
public record OutputConfiguration(TensorSpec tensor, Shape modelShape, List<String> labels) {
  public OutputConfiguration {
    labels = List.copyOf(labels);
  }

  /** The shape in which a response carries a tensor that the model gave as {@code produced}. */
  public Shape toResponse(Shape produced) {
    return Reshape.apply(modelShape, produced, tensor.shape());
  }
}
