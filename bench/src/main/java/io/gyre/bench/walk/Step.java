package io.gyre.bench.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One event of a walk. Its numbers choose among what there is when it happens, so that a step means
 * something whatever steps before it are left out.
 */
record Step(StepKind kind, int first, int second, int third) {
  private static final int NUMBERS = 1 << 20;

  /** A random walk. */
  static List<Step> walk(Random random, int length) {
    int all = 0;
    for (StepKind kind : StepKind.values()) {
      all += kind.weight();
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      steps.add(
          new Step(
              kind(random.nextInt(all)),
              random.nextInt(NUMBERS),
              random.nextInt(NUMBERS),
              random.nextInt(NUMBERS)));
    }
    return steps;
  }

  private static StepKind kind(int number) {
    int left = number;
    for (StepKind kind : StepKind.values()) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException(number + " is past the last kind of step");
  }

  /** The one of {@code options} that the first number chooses. */
  <T> T choose(List<T> options) {
    return options.get(first % options.size());
  }

  /** The one of {@code options} that the second number chooses. */
  <T> T chooseOther(List<T> options) {
    return options.get(second % options.size());
  }
}
