package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a defect that shows in one unit from the others: nothing is done for that unit until a
 * pause is over, which doubles. Confined to the control loop.
 */
final class UnitGuard {
  private static final Logger LOG = LoggerFactory.getLogger(UnitGuard.class);
  private static final int MOST_DOUBLINGS = 6;

  private final long firstPause;
  private final LongSupplier nanoTime;
  private final Map<UnitId, Fault> faults = new HashMap<>();

  UnitGuard(long firstPauseNanos, LongSupplier nanoTime) {
    this.firstPause = firstPauseNanos;
    this.nanoTime = nanoTime;
  }

  private record Fault(int times, long until) {}

  /** Whether something may be done for the unit. */
  boolean allows(UnitId unit) {
    Fault fault = faults.get(unit);
    return fault == null || fault.until() - nanoTime.getAsLong() <= 0;
  }

  /** Whether a pause is over, and nothing was tried since. */
  boolean isDue() {
    return faults.keySet().stream().anyMatch(this::allows);
  }

  /** Does one thing for a unit. */
  void run(UnitId unit, Runnable step) {
    try {
      step.run();
      faults.remove(unit);
    } catch (RuntimeException | Error defect) {
      Fault before = faults.get(unit);
      int times = before == null ? 0 : before.times();
      long pause = firstPause << Math.min(times, MOST_DOUBLINGS);
      faults.put(unit, new Fault(times + 1, nanoTime.getAsLong() + pause));
      LOG.error("{}: what was decided can't be done, it is tried again later", unit, defect);
    }
  }

  /** Forgets the faults of units for which nothing is decided any more. */
  void retain(Set<UnitId> decided) {
    faults.keySet().removeIf(unit -> allows(unit) && !decided.contains(unit));
  }
}
