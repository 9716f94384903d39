package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prediction of an output's shape from the shapes of a run's inputs, as far as the file's
 * declaration allows one. Files declare wrong shapes, so a prediction is checked by the run itself.
 */
final class ShapeRule {
  private final Source[] sources;

  /** Where a dimension comes from: a size that never changes, or an axis of an input. */
  private sealed interface Source {
    record Fixed(long size) implements Source {}

    record InputAxis(int input, int axis) implements Source {}
  }

  private ShapeRule(Source[] sources) {
    this.sources = sources;
  }

  /**
   * The rule for an output, or null where its shape or its size in bytes isn't knowable before the
   * run.
   */
  static @Nullable ShapeRule of(DeclaredTensor output, List<DeclaredTensor> inputs) {
    if (!output.hasShape() || !output.spec().datatype().isFixedSize()) {
      return null;
    }
    Shape shape = output.spec().shape();
    Source[] sources = new Source[shape.rank()];
    for (int axis = 0; axis < sources.length; axis++) {
      Source source =
          shape.dim(axis) == Shape.VARIABLE
              ? axisNamed(output.symbols().get(axis), axis, inputs)
              : new Source.Fixed(shape.dim(axis));
      if (source == null) {
        return null;
      }
      sources[axis] = source;
    }
    return new ShapeRule(sources);
  }

  private static @Nullable Source axisNamed(
      String symbol, int outputAxis, List<DeclaredTensor> inputs) {
    boolean unnamed = symbol.isEmpty();
    for (int input = 0; input < inputs.size(); input++) {
      DeclaredTensor declared = inputs.get(input);
      if (unnamed && outputAxis == 0 && hasVariableBatch(declared)) {
        return new Source.InputAxis(input, 0);
      }
      int axis = unnamed ? -1 : declared.symbols().indexOf(symbol);
      if (axis >= 0) {
        return new Source.InputAxis(input, axis);
      }
    }
    return null;
  }

  private static boolean hasVariableBatch(DeclaredTensor input) {
    Shape shape = input.spec().shape();
    return shape.rank() > 0 && shape.dim(0) == Shape.VARIABLE;
  }

  /**
   * The output's shape for inputs of these shapes, in the declared order; null where one that it
   * needs is absent.
   */
  @Nullable Shape apply(@Nullable Shape[] inputs) {
    long[] dims = new long[sources.length];
    for (int axis = 0; axis < dims.length; axis++) {
      switch (sources[axis]) {
        case Source.Fixed(long size) -> dims[axis] = size;
        case Source.InputAxis(int input, int inputAxis) -> {
          Shape shape = inputs[input];
          if (shape == null || shape.rank() <= inputAxis) {
            return null;
          }
          dims[axis] = shape.dim(inputAxis);
        }
      }
    }
    return Shape.of(dims);
  }
}
