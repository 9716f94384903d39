package io.gyre.router.metrics;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The latencies of the last seconds, in buckets an eighth of a power of two wide: of the running
 * window and the one before, so that there is always something to go by. Recording takes no lock;
 * what is recorded while a window ends may be lost, which a percentile can bear.
 */
final class LatencyWindow {
  private static final int PER_OCTAVE_BITS = 3;
  private static final int BUCKETS = (64 - PER_OCTAVE_BITS + 1) << PER_OCTAVE_BITS;
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private volatile AtomicIntegerArray running = new AtomicIntegerArray(BUCKETS);
  private volatile AtomicIntegerArray before = new AtomicIntegerArray(BUCKETS);
  private volatile long began;

  LatencyWindow(long now) {
    began = now;
  }

  void record(long nanos, long now) {
    if (now - began > WINDOW_NANOS) {
      turn(now);
    }
    running.getAndIncrement(bucket(Math.max(0, nanos)));
  }

  private synchronized void turn(long now) {
    if (now - began <= WINDOW_NANOS) {
      return;
    }
    boolean longAgo = now - began > 2 * WINDOW_NANOS;
    before = longAgo ? new AtomicIntegerArray(BUCKETS) : running;
    running = new AtomicIntegerArray(BUCKETS);
    began = now;
  }

  /**
   * Nanoseconds that so many of the latencies don't exceed, to an eighth; 0 where fewer than {@code
   * least} are known.
   *
   * @param share from 0 to 1
   */
  long percentile(double share, int least, long now) {
    if (now - began > WINDOW_NANOS) {
      turn(now);
    }
    AtomicIntegerArray latest = running;
    AtomicIntegerArray earlier = before;
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += latest.get(i) + earlier.get(i);
    }
    if (total == 0 || total < least) {
      return 0;
    }
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += latest.get(i) + earlier.get(i);
      if (seen >= wanted) {
        return highest(i);
      }
    }
    return highest(BUCKETS - 1);
  }

  /** Values below eight have a bucket each; above, the bits behind the highest choose it. */
  private static int bucket(long nanos) {
    int octave = 63 - Long.numberOfLeadingZeros(nanos | 1);
    if (octave < PER_OCTAVE_BITS) {
      return (int) nanos;
    }
    int shift = octave - PER_OCTAVE_BITS;
    return ((shift + 1) << PER_OCTAVE_BITS) + (int) (nanos >>> shift) - (1 << PER_OCTAVE_BITS);
  }

  private static long highest(int bucket) {
    int shift = (bucket >>> PER_OCTAVE_BITS) - 1;
    if (shift < 0) {
      return bucket;
    }
    long lowest =
        (long) ((bucket & ((1 << PER_OCTAVE_BITS) - 1)) + (1 << PER_OCTAVE_BITS)) << shift;
    return lowest + (1L << shift) - 1;
  }
}
