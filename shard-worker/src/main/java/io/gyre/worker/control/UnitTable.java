package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.worker.replica.Replica;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The units that a worker follows: numbers each change of state, and has it announced. Confined to
 * the control loop.
 */
final class UnitTable {
  private static final Logger LOG = LoggerFactory.getLogger(UnitTable.class);

  private final Announcer announcer;
  private final CondemnedVersions verdicts;
  private final LongSupplier nanoTime;
  private final Map<UnitId, TrackedUnit> units = new LinkedHashMap<>();
  private final UnloadedUnits unloaded = new UnloadedUnits();
  private long announcements;

  /**
   * @param verdicts versions that routers condemned
   */
  UnitTable(Announcer announcer, CondemnedVersions verdicts, LongSupplier nanoTime) {
    this.announcer = announcer;
    this.verdicts = verdicts;
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
      unloaded.forget(one -> isSameVersion(one, unit)).forEach(announcer::gone);
      TrackedUnit tracked = new TrackedUnit(unit, ++announcements, nanoTime.getAsLong());
      tracked.condemn(verdict(unit));
      units.put(unit, tracked);
      announcer.changed(unit);
    }
  }

  TrackedUnit enter(UnitId unit, UnitState state) {
    TrackedUnit tracked = tracked(unit);
    tracked.become(state, ++announcements, nanoTime.getAsLong());
    announcer.changed(unit);
    return tracked;
  }

  /** Shows a unit that was condemned before this process began, where it isn't followed. */
  void showCondemned(UnitId unit) {
    if (!units.containsKey(unit)) {
      String why = verdict(unit);
      LOG.warn(
          "{} isn't served while there is another version, as it was condemned: {}", unit, why);
      units.put(unit, TrackedUnit.condemned(unit, why, ++announcements, nanoTime.getAsLong()));
      announcer.changed(unit);
    }
  }

  /** Has units announced anew whose versions were condemned since they were wanted. */
  void condemned() {
    for (TrackedUnit tracked : units.values()) {
      String reason = verdict(tracked.unit());
      if (!reason.isEmpty() && !tracked.isCondemnedByVerdict()) {
        tracked.condemn(reason);
        reannounce(tracked.unit());
      }
    }
  }

  /** Says of serving units whether their files are gone. */
  void noteVanished(Predicate<UnitId> isGone) {
    for (TrackedUnit tracked : units.values()) {
      UnitId unit = tracked.unit();
      if (tracked.state() == UnitState.READY && tracked.vanish(isGone.test(unit))) {
        LOG.warn(
            "{}: its files are {} the repository",
            unit,
            isGone.test(unit) ? "gone from" : "back in");
        reannounce(unit);
      }
    }
  }

  private String verdict(UnitId unit) {
    String reason = verdicts.reason(unit);
    return reason == null ? "" : reason;
  }

  /** Has a unit's state announced anew, which takes back the releases. */
  void reannounce(UnitId unit) {
    tracked(unit).renumber(++announcements, nanoTime.getAsLong());
    announcer.changed(unit);
  }

  /**
   * Follows a unit no longer.
   *
   * @param remembered whether routers go on hearing that it was unloaded, unless another revision
   *     has taken its place
   * @return the copy that it had
   */
  @Nullable Replica unload(UnitId unit, boolean remembered) {
    TrackedUnit tracked = enter(unit, UnitState.UNLOADED);
    Replica replica = tracked.takeReplica();
    units.remove(unit);
    if (remembered
        && replica != null
        && units.keySet().stream().noneMatch(one -> isSameVersion(one, unit))) {
      announcer.unloaded(unit);
      unloaded.add(tracked).forEach(announcer::gone);
    } else {
      announcer.gone(unit);
    }
    return replica;
  }

  private static boolean isSameVersion(UnitId one, UnitId other) {
    return one.model().equals(other.model()) && one.version() == other.version();
  }

  /** Forgets what was unloaded of models other than these. */
  void retainUnloaded(Set<String> models) {
    unloaded.forget(unit -> !models.contains(unit.model())).forEach(announcer::gone);
  }

  /** Tells a router everything, and from then on what changes. */
  void attach(String router, ControlListener listener) {
    announcer.attach(
        router, listener, Stream.concat(units.values().stream(), unloaded.all().stream()).toList());
  }

  /** Announces what has changed. */
  void flush() {
    announcer.flush(unit -> units.containsKey(unit) ? units.get(unit) : unloaded.find(unit));
  }

  void clear() {
    units.clear();
  }

  private TrackedUnit tracked(UnitId unit) {
    return find(unit).orElseThrow(() -> new IllegalStateException(unit + " is not followed"));
  }
}
