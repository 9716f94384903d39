package io.gyre.router.sequence;

import io.gyre.router.table.Replica;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sequence begins: at the replica whose worker's hash with the sequence's id is highest, so
 * that every router looks for it at the same place.
 */
public final class SequencePlacement {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private SequencePlacement() {}

  /** The replica for the sequence, or null where all are excluded. */
  public static @Nullable Replica pick(
      SequenceKey key, List<Replica> replicas, Collection<Replica> excluded) {
    Replica best = null;
    long highest = 0;
    for (Replica replica : replicas) {
      long score = mix(mix(key.id().hashCode()) + replica.worker().hashCode() * GOLDEN);
      if (!excluded.contains(replica)
          && (best == null || Long.compareUnsigned(score, highest) > 0)) {
        best = replica;
        highest = score;
      }
    }
    return best;
  }

  /** Spreads a change of any bit over all. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * GOLDEN;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
