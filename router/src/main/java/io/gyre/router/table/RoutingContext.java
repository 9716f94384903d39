package io.gyre.router.table;

import java.util.Optional;
import java.util.Set;

/**
 * What the decision about a model depends on beside what workers hold of it.
 *
 * @param hasFuture whether the registry of any worker that stays holds the model; what has no
 *     future and no worker wants is let go, so that the last workers of all can end
 * @param condemned versions that aren't served where there is another
 * @param kept the version that an open roll-back window keeps; empty where none is open
 * @param opensWindows whether a flip to a newer version opens a roll-back window
 * @param crowded workers that drain, or at which a unit waits for room: no window keeps anything
 *     there
 */
public record RoutingContext(
    boolean hasFuture,
    Set<VersionId> condemned,
    Optional<VersionId> kept,
    boolean opensWindows,
    Set<String> crowded) {
  public RoutingContext {
    condemned = Set.copyOf(condemned);
    crowded = Set.copyOf(crowded);
  }

  /** The context of a model that nothing is remembered of. */
  public static RoutingContext of(boolean hasFuture) {
    return new RoutingContext(hasFuture, Set.of(), Optional.empty(), false, Set.of());
  }
}
