package io.gyre.router.control;

import io.gyre.router.table.VersionId;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one model's versions at this router.
 *
 * @param flips how often another version took over
 * @param rollbacks how often one did because the version before was condemned
 * @param last the last flip; empty before the first
 * @param kept the version that the roll-back window keeps; empty where none is open
 * @param condemned the versions that aren't served where there is another, and why
 */
public record ModelSwaps(
    long flips,
    long rollbacks,
    Optional<Flip> last,
    Optional<VersionId> kept,
    Map<VersionId, String> condemned) {
  /** Of a model whose version never changed. */
  public static final ModelSwaps NONE =
      new ModelSwaps(0, 0, Optional.empty(), Optional.empty(), Map.of());

  public ModelSwaps {
    condemned = Map.copyOf(condemned);
  }

  /** After one flip more. */
  ModelSwaps with(Flip flip) {
    return new ModelSwaps(
        flips + 1, rollbacks + (flip.rollback() ? 1 : 0), Optional.of(flip), kept, condemned);
  }

  /** With the window and the verdicts as they are now. */
  ModelSwaps with(Optional<VersionId> nowKept, Map<VersionId, String> nowCondemned) {
    return new ModelSwaps(flips, rollbacks, last, nowKept, nowCondemned);
  }
}
