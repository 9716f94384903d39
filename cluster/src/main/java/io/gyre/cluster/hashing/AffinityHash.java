package io.gyre.cluster.hashing;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The order in which a key prefers a unit's replicas, by the highest of the hashes of key and
 * replica (rendezvous hashing). It depends on the replicas' ids alone: every router that knows the
 * same ones sends a key to the same one, and one that comes or goes moves only its own share.
 *
 * <p>Immutable, and made anew for another set of replicas; a choice allocates nothing.
 */
public final class AffinityHash {
  private static final int NONE = -1;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** The bits of a score that are an index. */
  private static final int INDEX = 0xFFFF;

  private final long[] seeds;

  private AffinityHash(long[] seeds) {
    this.seeds = seeds;
  }

  /**
   * The hash over these replicas; results are indices into the list.
   *
   * @param ids what all routers call them, such as their workers' ids; at least one
   */
  public static AffinityHash over(List<String> ids) {
    if (ids.isEmpty() || ids.size() > INDEX) {
      throw new IllegalArgumentException(
          "expected at least one replica, and %d at most, found %d".formatted(INDEX, ids.size()));
    }
    return new AffinityHash(ids.stream().mapToLong(Hash64::of).toArray());
  }

  /** How many replicas there are. */
  public int size() {
    return seeds.length;
  }

  /**
   * The replica that the key likes best.
   *
   * @param key the key's hash, of {@link Hash64}
   */
  public int pick(long key) {
    // Two by two: either half waits for its own comparisons alone.
    long highest = score(key, 0);
    long highestOdd = Long.MIN_VALUE;
    for (int i = 1; i < seeds.length - 1; i += 2) {
      highestOdd = Math.max(highestOdd, score(key, i));
      highest = Math.max(highest, score(key, i + 1));
    }
    if ((seeds.length & 1) == 0) {
      highestOdd = Math.max(highestOdd, score(key, seeds.length - 1));
    }
    return (int) Math.max(highest, highestOdd) & INDEX;
  }

  /**
   * How much the key likes a replica. Of two hashes, one multiplication makes a third: its upper
   * bits depend on every bit of both. The index is part of the score, so that the best is found
   * without a branch, which nothing could predict.
   */
  private long score(long key, int index) {
    return (((key ^ seeds[index]) * MULTIPLIER) & ~INDEX) | index;
  }

  /**
   * The replica that the key likes best among those that have room for one more, with bounded loads
   * (Mirrokni, Thorup, Zadimoghaddam 2018): none gets more than {@link BoundedLoad#limit}.
   *
   * @param key the key's hash, of {@link Hash64}
   * @param epsilon how far a load may exceed the mean, such as 0.25
   * @param load the load of the replica at an index, such as requests outstanding; negative for one
   *     that is not to be used. Loads may change meanwhile: then the bound holds for what was read
   * @return an index, or -1 where none is to be used
   */
  public int pick(long key, double epsilon, IntUnaryOperator load) {
    long total = 0;
    int usable = 0;
    for (int i = 0; i < seeds.length; i++) {
      int carried = load.applyAsInt(i);
      if (carried >= 0) {
        total += carried;
        usable++;
      }
    }
    return usable == 0 ? NONE : pick(key, BoundedLoad.limit(total + 1, usable, epsilon), load);
  }

  private int pick(long key, long limit, IntUnaryOperator load) {
    long highest = Long.MIN_VALUE;
    long highestWithRoom = Long.MIN_VALUE;
    for (int i = 0; i < seeds.length; i++) {
      int carried = load.applyAsInt(i);
      if (carried >= 0) {
        long score = score(key, i);
        highest = Math.max(highest, score);
        highestWithRoom = carried < limit ? Math.max(highestWithRoom, score) : highestWithRoom;
      }
    }
    if (highest == Long.MIN_VALUE) {
      return NONE; // none is to be used any more
    }
    // All are full only where loads have grown since the limit was taken.
    return (int) (highestWithRoom == Long.MIN_VALUE ? highest : highestWithRoom) & INDEX;
  }
}
