package io.gyre.worker.golden;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import java.math.BigInteger;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Compares outputs with what golden requests expect of them. */
final class OutputComparison {
  private OutputComparison() {}

  /** Where the output is another than expected, in words; empty where it is the same. */
  static Optional<String> difference(Expected expected, TensorView found) {
    String what = "output '" + expected.name() + "'";
    if (expected.datatype() != null && expected.datatype() != found.datatype()) {
      return Optional.of(
          what + ": expected datatype " + expected.datatype() + ", got " + found.datatype());
    }
    if (expected.shape() != null && !expected.shape().equals(found.shape())) {
      return Optional.of(what + ": expected shape " + expected.shape() + ", got " + found.shape());
    }
    long elements = found.shape().elementCount();
    if (elements != expected.values().size()) {
      return Optional.of(
          what + ": expected " + expected.values().size() + " elements, got " + elements);
    }
    return differentElement(expected, found).map(problem -> what + problem);
  }

  private static Optional<String> differentElement(Expected expected, TensorView found) {
    Tolerance tolerance = expected.tolerance(found.datatype());
    OutputElements elements = new OutputElements(found);
    String first = null;
    int differing = 0;
    for (int i = 0; i < expected.values().size(); i++) {
      JsonNode wanted = expected.values().get(i);
      Object element = elements.next();
      if (!matches(wanted, element, tolerance)) {
        differing++;
        if (first == null) {
          first =
              "%s: expected %s%s, got %s"
                  .formatted(
                      index(i, found.shape()),
                      wanted,
                      tolerance.equals(Tolerance.NONE) ? "" : " " + tolerance,
                      element);
        }
      }
    }
    return first == null
        ? Optional.empty()
        : Optional.of(
            first + " (" + differing + " of " + expected.values().size() + " elements differ)");
  }

  private static boolean matches(JsonNode wanted, Object found, Tolerance tolerance) {
    return switch (found) {
      case Double number -> wanted.isNumber() && tolerance.accepts(wanted.doubleValue(), number);
      case BigInteger number ->
          wanted.isIntegralNumber()
              && (number.equals(wanted.bigIntegerValue())
                  || !tolerance.equals(Tolerance.NONE)
                      && tolerance.accepts(wanted.doubleValue(), number.doubleValue()));
      case Boolean bool -> wanted.isBoolean() && wanted.booleanValue() == bool;
      default -> wanted.isString() && wanted.stringValue().equals(found);
    };
  }

  /** Where an output that nothing is expected of has NaN; empty where it has none. */
  static Optional<String> notANumber(TensorView found) {
    if (!OutputElements.areFractions(found.datatype())) {
      return Optional.empty();
    }
    OutputElements elements = new OutputElements(found);
    for (int i = 0; elements.hasNext(); i++) {
      if (elements.next() instanceof Double number && number.isNaN()) {
        return Optional.of(
            "output '"
                + found.name()
                + "'"
                + index(i, found.shape())
                + ": expected a number, got NaN");
      }
    }
    return Optional.empty();
  }

  /** The place of an element: {@code [0,3]}. */
  private static String index(long element, Shape shape) {
    long[] place = new long[shape.rank()];
    long rest = element;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return Shape.of(place).toString();
  }
}
