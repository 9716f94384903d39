package io.gyre.bench.cluster;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Keys of which the n-th most frequent is asked for in proportion to 1 over a power of n. */
final class ZipfKeys {
  private final double[] upTo;

  /**
   * @param keys how many there are
   * @param exponent the power, such as 1.1
   */
  ZipfKeys(int keys, double exponent) {
    upTo = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += Math.pow(i + 1, -exponent);
      upTo[i] = sum;
    }
    for (int i = 0; i < keys; i++) {
      upTo[i] /= sum;
    }
  }

  /** The next key, from 0, which is the most frequent. */
  int next(RandomGenerator random) {
    int found = Arrays.binarySearch(upTo, random.nextDouble());
    return Math.min(found < 0 ? -found - 1 : found + 1, upTo.length - 1);
  }

  /** The share of the most frequent key. */
  double largestShare() {
    return upTo[0];
  }
}
