package io.gyre.router.control;

import io.gyre.proto.worker.UnitState;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.RoutingTable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what readiness needs beyond one view: whether the start is over, and which models
 * failed.
 */
final class Readiness {
  private final Set<String> failed = new HashSet<>();
  private boolean started;

  /** Models that are wanted, have failed to load and have no version served. */
  Set<String> failed() {
    return Set.copyOf(failed);
  }

  boolean isStarted() {
    return started;
  }

  /**
   * A model that is tried again stays failed until it is served or no longer wanted, or readiness
   * would flicker.
   */
  void note(String model, List<Holding> held, @Nullable ModelRoutes routes) {
    if (routes != null
        || held.stream().allMatch(holding -> holding.state() == UnitState.UNLOADED)) {
      failed.remove(model);
    } else if (held.stream().anyMatch(holding -> holding.state() == UnitState.FAILED)) {
      failed.add(model);
    }
  }

  /**
   * The start is over when every worker was heard or given up on, one was heard, and no first load
   * is under way.
   */
  void noteStart(
      Collection<Attachment> attachments, RoutingTable table, Map<String, List<Holding>> holdings) {
    started =
        started
            || (attachments.stream().allMatch(Attachment::isSettled)
                && attachments.stream().anyMatch(Attachment::wasHeard)
                && holdings.entrySet().stream()
                    .filter(model -> table.model(model.getKey()) == null)
                    .flatMap(model -> model.getValue().stream())
                    .noneMatch(Holding::isComing));
  }
}
