package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.List;

/**
 * Consistent hashing with bounded loads: each key has an order of the replicas, and goes to the
 * first that isn't too far above the mean. A replica that joins or leaves moves its own keys only.
 */
final class KeyedChoice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final double slack;

  /**
   * @param slack how far above the mean of outstanding requests a replica may be: 0.25 for a
   *     quarter
   */
  KeyedChoice(double slack) {
    this.slack = slack;
  }

  /** The replica for {@code key}, of {@code replicas}, of which there is at least one. */
  Replica pick(List<Replica> replicas, String key) {
    long outstanding = 1; // with the request that is about to be sent
    for (Replica replica : replicas) {
      outstanding += replica.outstanding();
    }
    int most = (int) Math.ceil((1 + slack) * outstanding / replicas.size());
    long hash = hash(key);
    Replica best = replicas.getFirst();
    long highest = 0;
    boolean found = false;
    for (Replica replica : replicas) {
      if (replica.outstanding() >= most) {
        continue; // counts move meanwhile: where all seem full, the first takes it
      }
      long score = mix(hash ^ replica.workerHash());
      if (!found || Long.compareUnsigned(score, highest) > 0) {
        best = replica;
        highest = score;
        found = true;
      }
    }
    return best;
  }

  /** 64 bits of a text, so that keys of one {@link String#hashCode()} part ways. */
  static long hash(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    return mix(hash);
  }

  /** Spreads a change of any bit over all. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * GOLDEN;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
