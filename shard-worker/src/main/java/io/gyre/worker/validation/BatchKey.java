package io.gyre.worker.validation;

import io.gyre.inference.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests must have in common to run together.
 *
 * @param rowShapes shape of a row of each input in the configuration's order, null where the input
 *     was left out; empty for units all of whose requests agree
 */
public record BatchKey(List<@Nullable Shape> rowShapes) {
  /** The key of units whose requests can't differ. */
  public static final BatchKey SAME = new BatchKey(List.of());
}
