package io.gyre.router.table;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one model.
 *
 * @param routes where its requests go; null where no version is complete
 * @param releases RETIRING replicas that these routes do without, to be released once no pinned
 *     request can use them
 * @param kept the version that the roll-back window of the current one keeps; empty where none is
 *     open
 */
public record Decision(
    @Nullable ModelRoutes routes, List<Holding> releases, Optional<VersionId> kept) {
  public Decision {
    releases = List.copyOf(releases);
  }
}
