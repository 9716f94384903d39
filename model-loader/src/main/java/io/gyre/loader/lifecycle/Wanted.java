package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import java.util.List;
import java.util.Set;

/**
 * What one model asks of a worker.
 *
 * @param units units to serve, the most wanted first
 * @param condemned units of the catalogue that failed for good: kept as FAILED, so that people see
 *     why
 */
public record Wanted(List<WantedUnit> units, Set<UnitId> condemned) {
  public Wanted {
    units = List.copyOf(units);
    condemned = Set.copyOf(condemned);
  }
}
