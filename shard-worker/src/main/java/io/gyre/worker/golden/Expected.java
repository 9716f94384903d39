package io.gyre.worker.golden;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An output as a golden request expects it.
 *
 * @param name the output's name
 * @param datatype its element type; null where any will do
 * @param shape its shape; null where any will do
 * @param values its elements, row-major
 * @param own how far they may be off, where the output has a tolerance of its own
 * @param ofFractions how far fractions may be off otherwise; whole numbers may not at all
 */
record Expected(
    String name,
    @Nullable Datatype datatype,
    @Nullable Shape shape,
    List<JsonNode> values,
    @Nullable Tolerance own,
    Tolerance ofFractions) {
  Expected {
    values = List.copyOf(values);
  }

  /** How far elements of that type may be off. */
  Tolerance tolerance(Datatype found) {
    if (own != null) {
      return own;
    }
    return OutputElements.areFractions(found) ? ofFractions : Tolerance.NONE;
  }
}
