package io.gyre.worker.statistics;

import java.util.Arrays;

/** Counts of observations by size, and their sum. Not safe for use by many threads. */
final class Distribution {
  private final double[] upperBounds;
  private final long[] counts;
  private double sum;

  /**
   * @param upperBounds largest value of each bucket, ascending, infinity last
   */
  Distribution(double... upperBounds) {
    this.upperBounds = upperBounds;
    this.counts = new long[upperBounds.length];
  }

  /** Durations in seconds, from 10 µs to 10 s. */
  static Distribution ofSeconds() {
    return new Distribution(
        1e-5,
        2.5e-5,
        5e-5,
        1e-4,
        2.5e-4,
        5e-4,
        1e-3,
        2.5e-3,
        5e-3,
        1e-2,
        2.5e-2,
        5e-2,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        Double.POSITIVE_INFINITY);
  }

  /** Numbers of rows, by powers of two. */
  static Distribution ofRows() {
    return new Distribution(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, Double.POSITIVE_INFINITY);
  }

  void add(double value, long times) {
    int bucket = 0;
    while (value > upperBounds[bucket]) {
      bucket++;
    }
    counts[bucket] += times;
    sum += value * times;
  }

  Snapshot snapshot() {
    return new Snapshot(upperBounds.clone(), counts.clone(), sum);
  }

  /**
   * A distribution as it was.
   *
   * @param upperBounds largest value of each bucket, infinity last
   * @param counts observations in each bucket alone
   * @param sum sum of all observations
   */
  record Snapshot(double[] upperBounds, long[] counts, double sum) {
    long count() {
      return Arrays.stream(counts).sum();
    }
  }
}
