package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;

/**
 * One input, as requests carry it and as the model takes it.
 *
 * @param tensor name, datatype and full shape of a request's tensor, batch dimension included
 * @param modelShape full shape that the model takes; differs from the tensor's only where the input
 *     is reshaped
 * @param optional whether requests may leave it out
 */
public record InputConfiguration(TensorSpec tensor, Shape modelShape, boolean optional) {
  /** The shape in which the model takes a tensor that a request carries as {@code requested}. */
  public Shape toModel(Shape requested) {
    return Reshape.apply(tensor.shape(), requested, modelShape);
  }
}
