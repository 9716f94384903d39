package io.gyre.worker.validation;

import java.util.Arrays;

/**
 * Which outputs a request wants, by index in the configuration's order, and which of them as best
 * classes.
 */
public final class OutputChoice {
  private static final int UNWANTED = -1;

  private final int[] classes;

  private OutputChoice(int[] classes) {
    this.classes = classes;
  }

  /** Every output, each as its tensor. */
  public static OutputChoice all(int outputs) {
    return new OutputChoice(new int[outputs]);
  }

  /** None yet. */
  static OutputChoice none(int outputs) {
    int[] classes = new int[outputs];
    Arrays.fill(classes, UNWANTED);
    return new OutputChoice(classes);
  }

  /** This choice and one output more; what is chosen already stays as it was asked for first. */
  OutputChoice with(int output, int best) {
    if (wants(output)) {
      return this;
    }
    int[] more = classes.clone();
    more[output] = best;
    return new OutputChoice(more);
  }

  /** This choice among more outputs, of which some are wanted as tensors whatever it says. */
  public OutputChoice and(int outputs, int[] alsoWanted) {
    int[] more = Arrays.copyOf(classes, outputs);
    Arrays.fill(more, classes.length, outputs, UNWANTED);
    for (int output : alsoWanted) {
      more[output] = 0;
    }
    return new OutputChoice(more);
  }

  /** Whether this is a choice among outputs of which that is one. */
  public boolean covers(int output) {
    return output < classes.length;
  }

  /** Whether the output is wanted in any form. */
  public boolean wants(int output) {
    return classes[output] != UNWANTED;
  }

  /** How many best classes are wanted in place of the output's tensor; 0 for the tensor. */
  public int bestClasses(int output) {
    return Math.max(0, classes[output]);
  }
}
