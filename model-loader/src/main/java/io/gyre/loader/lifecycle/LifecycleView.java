package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a worker's next actions depend on, at one moment. Times are of {@link
 * System#nanoTime()}, spans in nanoseconds.
 *
 * @param now the moment
 * @param wanted units to serve, of all models
 * @param condemned units that are shown as FAILED though they aren't wanted
 * @param held units that the worker follows, in any state
 * @param routers every router that has a lease here
 * @param freeBytes memory left for units to load, what current loads need already taken off
 * @param loadingSlots how many loads may be under way at once
 * @param leaseGrace how long a lost router's leases hold
 * @param reannounceAfter how long a RETIRING unit waits for the releases that lack, before it asks
 *     for all anew
 */
public record LifecycleView(
    long now,
    List<WantedUnit> wanted,
    Set<UnitId> condemned,
    List<HeldUnit> held,
    Map<String, RouterLink> routers,
    long freeBytes,
    int loadingSlots,
    long leaseGrace,
    long reannounceAfter) {
  public LifecycleView {
    wanted = List.copyOf(wanted);
    condemned = Set.copyOf(condemned);
    held = List.copyOf(held);
    routers = Map.copyOf(routers);
  }

  /**
   * Whether a lease of that router still binds: always while it is connected, for the grace time
   * after, and for ever where no other router is connected or was so later. A lease of a router
   * that isn't known binds.
   */
  boolean binds(String router) {
    RouterLink link = routers.get(router);
    if (link == null || link.connected() || now - link.lostAt() < leaseGrace) {
      return true;
    }
    return routers.entrySet().stream()
        .noneMatch(other -> outlives(other.getKey(), other.getValue(), router, link));
  }

  private static boolean outlives(
      String other, RouterLink otherLink, String router, RouterLink link) {
    if (otherLink.connected()) {
      return true;
    }
    long later = otherLink.lostAt() - link.lostAt();
    return later > 0 || later == 0 && other.compareTo(router) > 0;
  }
}
