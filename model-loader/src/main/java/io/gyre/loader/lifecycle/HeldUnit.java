package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import java.util.Map;

/**
 * A unit as its worker holds it at one moment. Times are of {@link System#nanoTime()}.
 *
 * @param unit which
 * @param state its state
 * @param number number of the last announcement of the state
 * @param announcedAt when that was made
 * @param leases every router that was told the unit serves, with the number of the announcement
 *     that it released last; 0 for none
 * @param inFlight requests that wait or run
 * @param failures loads that failed in a row
 * @param retryAt FAILED: when to try again; {@link Long#MAX_VALUE} where only a change of the files
 *     can help
 */
public record HeldUnit(
    UnitId unit,
    UnitState state,
    long number,
    long announcedAt,
    Map<String, Long> leases,
    int inFlight,
    int failures,
    long retryAt) {
  public HeldUnit {
    leases = Map.copyOf(leases);
  }

  /** Whether the router released the unit in answer to its last announcement. */
  boolean isReleasedBy(String router) {
    return leases.getOrDefault(router, 0L) == number;
  }

  /** Whether a failed load is to be tried again. */
  boolean isRetryDue(long now) {
    return retryAt != Long.MAX_VALUE && now - retryAt >= 0;
  }
}
