package io.gyre.loadtest.mix;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A choice among numbered things, each as likely as its weight says. */
public final class Choice {
  private final double[] upTo;

  private Choice(double[] upTo) {
    this.upTo = upTo;
  }

  /** A choice among as many things as there are weights; their sum is above 0. */
  public static Choice of(double... weights) {
    double[] upTo = weights.clone();
    Arrays.parallelPrefix(upTo, Double::sum);
    if (!(upTo[upTo.length - 1] > 0)) {
      throw new IllegalArgumentException("the weights add up to nothing");
    }
    return new Choice(upTo);
  }

  /** Draws one, without an allocation. */
  public int draw(SplittableRandom random) {
    double drawn = random.nextDouble() * upTo[upTo.length - 1];
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (drawn < upTo[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
