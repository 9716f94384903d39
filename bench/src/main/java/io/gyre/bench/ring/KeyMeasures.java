package io.gyre.bench.ring;

import com.sun.management.ThreadMXBean;
import io.gyre.cluster.hashing.Hash64;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What can be said of a way to send keys to replicas, over a million keys. */
final class KeyMeasures {
  static final int FEWEST = 2;
  static final int MOST = 16;
  private static final int KEYS = 1_000_000;
  private static final List<String> IDS =
      IntStream.rangeClosed(1, MOST).mapToObj(i -> "worker-" + i).toList();

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long[] keys = new long[KEYS];

  /** What the choices come to, so that none is left out as useless. */
  private long sink;

  KeyMeasures() {
    Arrays.setAll(keys, i -> Hash64.of("user-" + i));
  }

  /** The hash over the first replicas. */
  static KeyHash over(HashKind kind, int replicas) {
    return kind.over().apply(IDS.subList(0, replicas));
  }

  /** Nanoseconds of one choice. */
  double lookupNanos(KeyHash hash) {
    long begin = System.nanoTime();
    long sum = 0;
    for (long key : keys) {
      sum += hash.pick(key);
    }
    sink += sum;
    return (System.nanoTime() - begin) / (double) KEYS;
  }

  /** Heap bytes of one choice. */
  double lookupBytes(KeyHash hash) {
    long before = threads.getCurrentThreadAllocatedBytes();
    long sum = 0;
    for (long key : keys) {
      sum += hash.pick(key);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    sink += sum;
    return Math.floor(bytes / (double) KEYS * 100) / 100;
  }

  /** Keys of the replica with the most, over the mean: the worst of all numbers of replicas. */
  double balance(HashKind kind) {
    double worst = 0;
    for (int replicas = FEWEST; replicas <= MOST; replicas++) {
      KeyHash hash = over(kind, replicas);
      long[] load = new long[replicas];
      for (long key : keys) {
        load[hash.pick(key)]++;
      }
      double most = Arrays.stream(load).max().orElseThrow();
      worst = Math.max(worst, most * replicas / KEYS);
    }
    return worst;
  }

  /**
   * Share of the keys that a join moves, times the replicas there are then: 1 where no key moves
   * between those that stay. The worst of all numbers of replicas.
   */
  double moved(HashKind kind) {
    double worst = 0;
    for (int replicas = FEWEST + 1; replicas <= MOST; replicas++) {
      KeyHash before = over(kind, replicas - 1);
      KeyHash after = over(kind, replicas);
      long moved = Arrays.stream(keys).filter(key -> before.pick(key) != after.pick(key)).count();
      worst = Math.max(worst, (double) moved * replicas / KEYS);
    }
    return worst;
  }

  /** Of no meaning, and read by nobody but the compiler. */
  @Override
  public String toString() {
    return "keys, of choices that sum up to " + sink;
  }
}
