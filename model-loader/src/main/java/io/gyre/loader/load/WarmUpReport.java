package io.gyre.loader.load;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's first runs showed.
 *
 * @param usefulRows rows of the largest useful batch: a larger one gives hardly more rows a second;
 *     empty where that wasn't measured
 * @param notice what its owner is to do so that the model is warmed up and measured; empty where it
 *     was
 * @param oneRowNanos time of a run of one row once the model was warm; 0 where none was made
 */
public record WarmUpReport(OptionalInt usefulRows, Optional<String> notice, long oneRowNanos) {
  /** Of a model that has not run. */
  public static final WarmUpReport NONE =
      new WarmUpReport(OptionalInt.empty(), Optional.empty(), 0);
}
