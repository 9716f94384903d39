package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.UnitState;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The units that a worker follows: numbers each change of state, and has it announced. Confined to
 * the control loop.
 */
final class UnitTable {
  private final Announcer announcer;
  private final LongSupplier nanoTime;
  private final Map<UnitId, TrackedUnit> units = new LinkedHashMap<>();
  private long announcements;

  UnitTable(Announcer announcer, LongSupplier nanoTime) {
    this.announcer = announcer;
    this.nanoTime = nanoTime;
  }

  /** The units, in the order in which they were first wanted. */
  Collection<TrackedUnit> all() {
    return Collections.unmodifiableCollection(units.values());
  }

  Optional<TrackedUnit> find(UnitId unit) {
    return Optional.ofNullable(units.get(unit));
  }

  /** Units by state. */
  Map<UnitState, Integer> states() {
    return units.values().stream()
        .collect(Collectors.toUnmodifiableMap(TrackedUnit::state, _ -> 1, Integer::sum));
  }

  /** Follows a unit from now on, or wants it again. */
  void want(UnitId unit) {
    if (units.containsKey(unit)) {
      enter(unit, UnitState.WANTED);
    } else {
      units.put(unit, new TrackedUnit(unit, ++announcements, nanoTime.getAsLong()));
      announcer.changed(unit);
    }
  }

  TrackedUnit enter(UnitId unit, UnitState state) {
    TrackedUnit tracked = tracked(unit);
    tracked.become(state, ++announcements, nanoTime.getAsLong());
    announcer.changed(unit);
    return tracked;
  }

  /** Has a unit's state announced anew, which takes back the releases. */
  void reannounce(UnitId unit) {
    tracked(unit).renumber(++announcements, nanoTime.getAsLong());
    announcer.changed(unit);
  }

  /** Follows a unit no longer; the result is what it was. */
  TrackedUnit unload(UnitId unit) {
    TrackedUnit tracked = enter(unit, UnitState.UNLOADED);
    units.remove(unit);
    announcer.gone(unit);
    return tracked;
  }

  /** Tells a router everything, and from then on what changes. */
  void attach(String router, ControlListener listener) {
    announcer.attach(router, listener, units.values());
  }

  /** Announces what has changed. */
  void flush() {
    announcer.flush(units);
  }

  void clear() {
    units.clear();
  }

  private TrackedUnit tracked(UnitId unit) {
    return find(unit).orElseThrow(() -> new IllegalStateException(unit + " is not followed"));
  }
}
