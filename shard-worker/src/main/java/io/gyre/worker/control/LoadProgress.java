package io.gyre.worker.control;

import io.gyre.loader.lifecycle.UnitState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How far a worker's loads have come.
 *
 * @param units units that the worker follows
 * @param ended how many of them serve, have failed or are gone
 * @param isOver whether the repository was read, its files are whole, and nothing is to be loaded
 */
public record LoadProgress(int units, int ended, boolean isOver) {
  /** Before the repository was read. */
  static final LoadProgress NOT_BEGUN = new LoadProgress(0, 0, false);

  private static final Set<UnitState> UNDER_WAY =
      EnumSet.of(UnitState.WANTED, UnitState.LOADING, UnitState.WARMING);

  /**
   * The progress of units in these states.
   *
   * @param settling whether files of the repository are still being copied
   */
  static LoadProgress of(Map<UnitState, Integer> states, boolean settling) {
    int units = states.values().stream().mapToInt(Integer::intValue).sum();
    int underWay = UNDER_WAY.stream().mapToInt(state -> states.getOrDefault(state, 0)).sum();
    return new LoadProgress(units, units - underWay, underWay == 0 && !settling);
  }
}
