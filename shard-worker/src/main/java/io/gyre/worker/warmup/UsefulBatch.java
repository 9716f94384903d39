package io.gyre.worker.warmup;

import java.util.List;

/** The rule of the largest useful batch: the smallest one that gives nearly the best rows/s. */
final class UsefulBatch {
  /** What a larger batch must gain to be worth its longer run. */
  private static final double NEARLY = 0.95;

  private UsefulBatch() {}

  /**
   * Rows of the largest useful batch. Noise only ever adds time, and fewer rows never take longer
   * than more: so a size counts with the shortest time of its own and all larger sizes.
   *
   * @param times ascending by rows, not empty
   */
  static int of(List<BatchTime> times) {
    double[] rates = new double[times.size()];
    long shortest = Long.MAX_VALUE;
    double best = 0;
    for (int i = times.size() - 1; i >= 0; i--) {
      shortest = Math.min(shortest, times.get(i).nanos());
      rates[i] = (double) times.get(i).rows() / shortest;
      best = Math.max(best, rates[i]);
    }
    int first = 0;
    while (rates[first] < NEARLY * best) {
      first++;
    }
    return times.get(first).rows();
  }
}
