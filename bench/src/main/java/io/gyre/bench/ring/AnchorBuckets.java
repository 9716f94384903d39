package io.gyre.bench.ring;

import io.gyre.cluster.hashing.Hash64;

/**
 * Buckets of which the first few work; a key that falls on another one is hashed again below it
 * (AnchorHash, Mendelson et al. 2020). This is its best case, in which replicas have only joined:
 * after one has left, all routers would need to know in which order.
 */
final class AnchorBuckets implements KeyHash {
  /** Most replicas that there may ever be. */
  private static final int BUCKETS = 32;

  private final int working;

  AnchorBuckets(int working) {
    this.working = working;
  }

  @Override
  public int pick(long key) {
    int bucket = below(key, BUCKETS);
    while (bucket >= working) {
      bucket = below(Hash64.mix(key ^ bucket), bucket);
    }
    return bucket;
  }

  /** A number below {@code bound}, from the upper half of the hash. */
  private static int below(long hash, int bound) {
    return (int) ((hash >>> 32) * bound >>> 32);
  }
}
