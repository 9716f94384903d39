package io.gyre.cluster.placement;

import java.util.List;

/**
 * One look at pairs of unit and member. The passes come one after the other, each with the pairs of
 * its units in the order of their ranks: large units before the others, which find room more
 * easily, every unit spread over zones before it is put wherever there is room, and extra replicas
 * last of all.
 */
enum Pass {
  LARGE_SPREAD,
  LARGE_ANYWHERE,
  SPREAD,
  ANYWHERE,
  EXTRA_SPREAD,
  EXTRA_ANYWHERE;

  /** A rank has so many bits. */
  static final int RANK_BITS = 39;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** What every rank is less than. */
  static final long RANK_END = 1L << RANK_BITS;

  private static final List<Pass> ALL = List.of(values());

  /** Every pass in order. */
  static List<Pass> all() {
    return ALL;
  }

  /** The first pass of a unit. */
  static Pass first(boolean large) {
    return large ? LARGE_SPREAD : SPREAD;
  }

  /** Whether replicas are kept in different zones. */
  boolean spreads() {
    return this == LARGE_SPREAD || this == SPREAD || this == EXTRA_SPREAD;
  }

  /** Whether it is the turn of replicas beyond a unit's fewest. */
  boolean isForExtras() {
    return this == EXTRA_SPREAD || this == EXTRA_ANYWHERE;
  }

  /** Whether it is the large units' turn, where it isn't that of extra replicas. */
  boolean isForLarge() {
    return this == LARGE_SPREAD || this == LARGE_ANYWHERE;
  }

  /** A number by which pairs of all passes are in the order in which they are looked at. */
  long order(long rank) {
    return ((long) ordinal() << RANK_BITS) | rank;
  }

  /**
   * The rank of a pair, the first the lowest: by the descending hash of unit and member, whose
   * complement it is. One multiplication is enough to hash two hashes, and a billion pairs may be
   * waiting; its upper bits depend on every bit of both.
   */
  static long rank(long unitSeed, long memberSeed) {
    return ~((unitSeed ^ memberSeed) * MULTIPLIER) >>> (Long.SIZE - RANK_BITS);
  }
}
