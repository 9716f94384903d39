package io.gyre.bench.ring;

/** A way to send keys to a number of replicas. */
@FunctionalInterface
interface KeyHash {
  /** The replica for a key that is hashed already, from 0. */
  int pick(long key);
}
