package io.gyre.cluster.placement;

import org.jspecify.annotations.Nullable;

/**
 * Who hosts what, by places, with the order in which it came about.
 *
 * @param hosts the hosts of each unit, in the order in which they were accepted
 * @param passes the pass in which each of these was accepted, by its number
 * @param units the units of each member, in the order in which they were accepted
 * @param last order of the pair with which each unit had all its replicas; {@link #OPEN} where some
 *     lack
 */
record Assignment(int[][] hosts, byte[][] passes, int[][] units, long[] last) {
  /** Later than any pair. */
  static final long OPEN = Long.MAX_VALUE;

  /** The pass in which the member was accepted as the unit's host; null where it isn't one. */
  @Nullable Pass pass(int unit, int member) {
    int[] ofUnit = hosts[unit];
    for (int i = 0; i < ofUnit.length; i++) {
      if (ofUnit[i] == member) {
        return Pass.all().get(passes[unit][i]);
      }
    }
    return null;
  }
}
