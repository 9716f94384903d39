package io.gyre.bench.ring;

import io.gyre.cluster.hashing.Hash64;
import java.util.Arrays;
import java.util.List;

/**
 * A table whose entries the replicas take in turns, each in an order of its own; a key is an index
 * into it (Eisenbud et al. 2016).
 */
final class MaglevTable implements KeyHash {
  /** A prime, so that every step visits every entry. */
  static final int SIZE = 65_537;

  private final int[] table = new int[SIZE];

  MaglevTable(List<String> ids) {
    int replicas = ids.size();
    long[] next = new long[replicas];
    long[] step = new long[replicas];
    for (int i = 0; i < replicas; i++) {
      next[i] = Long.remainderUnsigned(Hash64.of(ids.get(i), 0), SIZE);
      step[i] = Long.remainderUnsigned(Hash64.of(ids.get(i), 1), SIZE - 1) + 1;
    }
    Arrays.fill(table, -1);
    for (int taken = 0; taken < SIZE; taken++) {
      int replica = taken % replicas;
      while (table[(int) next[replica]] >= 0) {
        next[replica] = (next[replica] + step[replica]) % SIZE;
      }
      table[(int) next[replica]] = replica;
    }
  }

  @Override
  public int pick(long key) {
    return table[(int) Long.remainderUnsigned(key, SIZE)];
  }
}
