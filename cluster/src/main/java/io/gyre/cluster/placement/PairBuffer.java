package io.gyre.cluster.placement;

import java.util.Arrays;

/** Pairs of one pass, found in any order and then sorted by rank. */
final class PairBuffer {
  private static final int INDEX_BITS = Long.SIZE - 1 - Pass.RANK_BITS;

  /** So many pairs have numbers that fit beside a rank into a long. */
  static final int MOST = 1 << INDEX_BITS;

  private long[] keys = new long[1 << 10];
  private int[] units = new int[1 << 10];
  private int[] members = new int[1 << 10];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(int unit, int member, long rank) {
    if (size == keys.length) {
      int larger = Math.min(MOST, 2 * size);
      keys = Arrays.copyOf(keys, larger);
      units = Arrays.copyOf(units, larger);
      members = Arrays.copyOf(members, larger);
    }
    keys[size] = (rank << INDEX_BITS) | size;
    units[size] = unit;
    members[size] = member;
    size++;
  }

  /** Sorts by rank, and pairs of one rank by the seeds of unit and member. */
  void sort(UnitTable table, Roster roster) {
    Arrays.sort(keys, 0, size);
    for (int i = 1; i < size; i++) {
      for (int j = i; j > 0 && isBefore(j, j - 1, table, roster); j--) {
        long key = keys[j];
        keys[j] = keys[j - 1];
        keys[j - 1] = key;
      }
    }
  }

  private boolean isBefore(int one, int other, UnitTable table, Roster roster) {
    if (rank(one) != rank(other)) {
      return false; // they are in order already
    }
    int byUnit = Long.compare(table.seed(unit(one)), table.seed(unit(other)));
    return byUnit < 0 || (byUnit == 0 && roster.seed(member(one)) < roster.seed(member(other)));
  }

  long rank(int i) {
    return keys[i] >>> INDEX_BITS;
  }

  int unit(int i) {
    return units[index(i)];
  }

  int member(int i) {
    return members[index(i)];
  }

  private int index(int i) {
    return (int) (keys[i] & (MOST - 1));
  }
}
