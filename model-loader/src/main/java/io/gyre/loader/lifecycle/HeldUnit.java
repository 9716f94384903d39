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
 * @param retryAt FAILED: when to try again, where another try may help
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
}
