package io.gyre.loadtest.report;

import java.util.Arrays;

/**
 * How a figure spreads over runs.
 *
 * @param min the smallest
 * @param median the one in the middle, or the mean of the two there
 * @param max the largest
 */
record Spread(double min, double median, double max) {
  /** The spread of {@code figures}, of which there is at least one. */
  static Spread of(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Spread(sorted[0], (sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[last]);
  }
}
