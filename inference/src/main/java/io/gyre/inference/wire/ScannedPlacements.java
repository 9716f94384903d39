package io.gyre.inference.wire;

import io.gyre.inference.request.Placements;
import io.gyre.inference.response.Refusal;

/** Where the tensors of a ModelInferRequest are said to be. */
public sealed interface ScannedPlacements {
  /** The tensors in shared memory. */
  record Found(Placements placements) implements ScannedPlacements {}

  /** Why the message doesn't say. */
  record Refused(Refusal refusal) implements ScannedPlacements {}
}
