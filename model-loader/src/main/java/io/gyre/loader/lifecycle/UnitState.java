package io.gyre.loader.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/**
 * State of a unit at a worker, with every legal transition:
 *
 * <pre>
 *     WANTED → LOADING → WARMING → READY ⇄ RETIRING → UNLOADED
 *       ↕         ↘ FAILED (tried again: WANTED)
 *     WAITING (for room)
 * </pre>
 *
 * What is no longer wanted before its load began, or after it failed, goes from WANTED, WAITING or
 * FAILED to UNLOADED. docs/SWAP.md says when each transition is made, and a test holds it to this.
 */
public enum UnitState {
  /** To be loaded as soon as a loading slot is free. */
  WANTED,
  /** To be loaded, but there is no room for it. */
  WAITING,
  /** Its files are being checked and opened. A load that began is always finished. */
  LOADING,
  /** Opened; the first runs, slower than later ones, are being made. */
  WARMING,
  /** Serving. */
  READY,
  /** Serving, but no longer wanted here: routers are asked to release it. */
  RETIRING,
  /** Gone. Final. */
  UNLOADED,
  /** Not loaded, with a reason. */
  FAILED;

  /** The states that may follow this one. */
  public Set<UnitState> next() {
    return switch (this) {
      case WANTED -> EnumSet.of(WAITING, LOADING, UNLOADED);
      case WAITING -> EnumSet.of(WANTED, UNLOADED);
      case LOADING -> EnumSet.of(WARMING, FAILED);
      case WARMING -> EnumSet.of(READY, FAILED);
      case READY -> EnumSet.of(RETIRING);
      case RETIRING -> EnumSet.of(READY, UNLOADED);
      case UNLOADED -> EnumSet.noneOf(UnitState.class);
      case FAILED -> EnumSet.of(WANTED, UNLOADED);
    };
  }

  /** Whether {@code other} may follow this state. */
  public boolean canBecome(UnitState other) {
    return next().contains(other);
  }

  /** Whether requests are answered. */
  public boolean serves() {
    return this == READY || this == RETIRING;
  }

  /** Whether a load is under way. */
  public boolean loads() {
    return this == LOADING || this == WARMING;
  }

  /** Whether the unit holds memory. */
  public boolean holdsMemory() {
    return serves() || loads();
  }
}
