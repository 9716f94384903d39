package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.RouterLink;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which routers hold leases on which units. A router told that a unit serves holds one until it
 * releases the unit's announcement. Whether a lost router's leases still bind is decided elsewhere,
 * from {@link #routers()}. Not safe for use by many threads.
 */
final class LeaseLedger {
  private static final long NOT_RELEASED = 0;

  private final Map<String, RouterLeases> routers = new HashMap<>();
  private final long graceNanos;

  LeaseLedger(long graceNanos) {
    this.graceNanos = graceNanos;
  }

  /**
   * Notes that a router is told of all these serving units, and of nothing else: what it released
   * before is void.
   */
  void attached(String router, Collection<UnitId> serving) {
    RouterLeases leases = new RouterLeases();
    serving.forEach(unit -> leases.released.put(unit, NOT_RELEASED));
    routers.put(router, leases);
  }

  /** Notes that every attached router is told anew that the unit serves. */
  void told(UnitId unit) {
    for (RouterLeases leases : routers.values()) {
      if (leases.isAttached()) {
        leases.released.put(unit, NOT_RELEASED);
      }
    }
  }

  /** Notes that the router has released the announcement of that number. */
  void released(String router, UnitId unit, long number) {
    RouterLeases leases = routers.get(router);
    if (leases != null) {
      leases.released.replace(unit, number);
    }
  }

  /** Notes the end of a router's stream. */
  void lost(String router, long now) {
    RouterLeases leases = routers.get(router);
    if (leases != null && leases.isAttached()) {
      leases.lostAt = Optional.of(now);
    }
  }

  /**
   * Forgets routers that are lost for longer than the grace time while another is attached: by then
   * their leases bind nobody.
   */
  void prune(long now) {
    if (routers.values().stream().anyMatch(RouterLeases::isAttached)) {
      routers.values().removeIf(leases -> leases.isOverdue(now, graceNanos));
    }
  }

  /** Every router that has been told of anything, and whether it is attached still. */
  Map<String, RouterLink> routers() {
    Map<String, RouterLink> links = new HashMap<>();
    routers.forEach((router, leases) ->
        links.put(router, new RouterLink(leases.isAttached(), leases.lostAt.orElse(0L))));
    return links;
  }

  /**
   * Every router with a lease on the unit, and the number of the announcement that it released
   * last; 0 for none.
   */
  Map<String, Long> of(UnitId unit) {
    Map<String, Long> leases = new HashMap<>();
    routers.forEach((router, held) -> {
      Long released = held.released.get(unit);
      if (released != null) {
        leases.put(router, released);
      }
    });
    return leases;
  }

  /** Forgets a unit that is gone. */
  void forget(UnitId unit) {
    routers.values().forEach(leases -> leases.released.remove(unit));
  }

  private static final class RouterLeases {
    private final Map<UnitId, Long> released = new HashMap<>();
    private Optional<Long> lostAt = Optional.empty();

    boolean isAttached() {
      return lostAt.isEmpty();
    }

    boolean isOverdue(long now, long graceNanos) {
      return lostAt.isPresent() && now - lostAt.get() >= graceNanos;
    }
  }
}
