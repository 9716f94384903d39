package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;

/** The rule by which a tensor gets another shape with the same elements in the same order. */
final class Reshape {
  private Reshape() {}

  /**
   * The shape that {@code actual}, an instance of {@code from}, has as an instance of {@code to}:
   * variable dimensions take the sizes of the variable ones of {@code from}, in order.
   */
  static Shape apply(Shape from, Shape actual, Shape to) {
    if (from.equals(to)) {
      return actual;
    }
    long[] dims = to.dims();
    int source = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == Shape.VARIABLE) {
        while (from.dim(source) != Shape.VARIABLE) {
          source++;
        }
        dims[axis] = actual.dim(source++);
      }
    }
    return Shape.of(dims);
  }
}
