package io.gyre.cluster.placement;

/**
 * One look at pairs of unit and member. The passes come one after the other, each with the pairs of
 * its units in the order of their ranks: large units before the others, which find room more
 * easily, and every unit spread over zones before it is put wherever there is room.
 */
enum Pass {
  LARGE_SPREAD,
  LARGE_ANYWHERE,
  SPREAD,
  ANYWHERE;

  /** A rank has so many bits. */
  static final int RANK_BITS = 39;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** What every rank is less than. */
  static final long RANK_END = 1L << RANK_BITS;

  /** The first pass of a unit. */
  static Pass first(boolean large) {
    return large ? LARGE_SPREAD : SPREAD;
  }

  /** The second pass of a unit. */
  static Pass second(boolean large) {
    return large ? LARGE_ANYWHERE : ANYWHERE;
  }

  /** Whether replicas are kept in different zones. */
  boolean spreads() {
    return this == LARGE_SPREAD || this == SPREAD;
  }

  /** Whether it is the large units' turn. */
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
