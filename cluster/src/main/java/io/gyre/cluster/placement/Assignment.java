package io.gyre.cluster.placement;

import org.jspecify.annotations.Nullable;

/**
 * Who hosts what, by places, with the order in which it came about.
 *
 * @param hosts the hosts of each unit, in the order in which they were accepted
 * @param spread how many of these were accepted in the unit's first pass
 * @param units the units of each member, in the order in which they were accepted
 * @param last order of the pair with which each unit had all its replicas; {@link #OPEN} where some
 *     lack
 */
record Assignment(int[][] hosts, int[] spread, int[][] units, long[] last) {
  /** Later than any pair. */
  static final long OPEN = Long.MAX_VALUE;

  /** The pass in which the member was accepted as the unit's host; null where it isn't one. */
  @Nullable Pass pass(int unit, int member, boolean large) {
    int[] ofUnit = hosts[unit];
    for (int i = 0; i < ofUnit.length; i++) {
      if (ofUnit[i] == member) {
        return i < spread[unit] ? Pass.first(large) : Pass.second(large);
      }
    }
    return null;
  }
}
