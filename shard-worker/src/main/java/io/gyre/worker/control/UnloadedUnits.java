package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The units that were served here and were unloaded, as far as the repository still has their
 * model: who asks for the index is to see where a version went. Of each model, the latest ones.
 */
final class UnloadedUnits {
  static final int MOST_OF_A_MODEL = 16;

  private final Map<UnitId, TrackedUnit> units = new LinkedHashMap<>();

  Collection<TrackedUnit> all() {
    return units.values();
  }

  @Nullable TrackedUnit find(UnitId unit) {
    return units.get(unit);
  }

  /** Remembers a unit; the result names those that are forgotten for it. */
  List<UnitId> add(TrackedUnit unit) {
    units.put(unit.unit(), unit);
    List<UnitId> ofModel =
        units.keySet().stream().filter(one -> one.model().equals(unit.unit().model())).toList();
    int tooMany = Math.max(ofModel.size() - MOST_OF_A_MODEL, 0);
    List<UnitId> forgotten = List.copyOf(ofModel.subList(0, tooMany));
    forgotten.forEach(units::remove);
    return forgotten;
  }

  /** Forgets; the result names what was forgotten. */
  List<UnitId> forget(Predicate<UnitId> which) {
    List<UnitId> forgotten = new ArrayList<>(units.keySet());
    forgotten.removeIf(which.negate());
    forgotten.forEach(units::remove);
    return forgotten;
  }
}
