package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions that routers condemned, each with the reason. A version is named by the unit of its
 * first partition. Confined to the control loop.
 */
final class CondemnedVersions {
  private static final int MOST_OF_A_MODEL = 32;

  private final Map<UnitId, String> reasons = new LinkedHashMap<>();

  /** Notes a verdict; the result says whether it is news. */
  boolean add(String model, long version, String revision, String reason) {
    UnitId unit = new UnitId(model, version, revision, 0);
    if (reasons.putIfAbsent(unit, reason) != null) {
      return false;
    }
    reasons.keySet().stream()
        .filter(one -> one.model().equals(model))
        .limit(Math.max(count(model) - MOST_OF_A_MODEL, 0))
        .toList()
        .forEach(reasons::remove);
    return true;
  }

  private long count(String model) {
    return reasons.keySet().stream().filter(one -> one.model().equals(model)).count();
  }

  /** Why the unit's version is condemned; null where it isn't. */
  @Nullable String reason(UnitId unit) {
    return reasons.get(new UnitId(unit.model(), unit.version(), unit.revision(), 0));
  }

  /** The versions. */
  Set<UnitId> all() {
    return reasons.keySet();
  }

  /** Forgets the versions of models other than these. */
  void retain(Set<String> models) {
    reasons.keySet().removeIf(unit -> !models.contains(unit.model()));
  }
}
