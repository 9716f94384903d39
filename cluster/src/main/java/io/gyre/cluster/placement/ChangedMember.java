package io.gyre.cluster.placement;

import java.util.Arrays;

/** A member whose units are, or may be, other ones than before, as far as pairs were looked at. */
final class ChangedMember {
  private final UnitTable units;
  private final long memory;
  private int[] hosted;
  private long used;
  private long reserve;

  /**
   * @param hosted its units up to now, in the order in which they were accepted
   */
  ChangedMember(UnitTable units, long memory, int[] hosted) {
    this.units = units;
    this.memory = memory;
    this.hosted = new int[0];
    for (int unit : hosted) {
      accept(unit);
    }
  }

  int[] hosted() {
    return hosted;
  }

  boolean fits(int unit) {
    return Rules.fits(memory, used, reserve, units.bytes(unit), swap(unit));
  }

  void accept(int unit) {
    reserve = Math.max(reserve, swap(unit));
    used += units.bytes(unit);
    hosted = Arrays.copyOf(hosted, hosted.length + 1);
    hosted[hosted.length - 1] = unit;
  }

  /** Room that swapping the unit's model here would take, were the unit here too. */
  private long swap(int unit) {
    if (!units.isSwappable(unit)) {
      return 0;
    }
    long share = units.bytes(unit);
    if (units.siblings(unit).length > 0) {
      for (int other : hosted) {
        if (units.isSwappable(other) && units.model(other).equals(units.model(unit))) {
          share += units.bytes(other);
        }
      }
    }
    return share;
  }
}
