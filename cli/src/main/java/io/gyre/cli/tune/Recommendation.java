package io.gyre.cli.tune;

import java.util.Comparator;
import java.util.List;

/**
 * What to run a model with.
 *
 * @param choice the cheapest candidate that can't be told from the best
 * @param best the one with the most rows a second
 * @param asGood how many can't be told from the best, itself included
 */
public record Recommendation(Measured choice, Measured best, int asGood) {
  /** Less is no reason to prefer one, whatever the trials' noise. */
  private static final double LEAST_DIFFERENCE = 0.05;

  /**
   * The recommendation. A candidate can't be told from the best where the middle half of its trials
   * reaches into that of the best, or where it lacks less than a twentieth.
   *
   * @param measured not empty
   */
  static Recommendation of(List<Measured> measured) {
    Measured best = measured.stream().min(Measured.BEST_FIRST).orElseThrow();
    List<Measured> asGood = measured.stream().filter(one -> isAsGood(one, best)).toList();
    Measured choice = asGood.stream().min(Comparator.comparing(Measured::candidate)).orElse(best);
    return new Recommendation(choice, best, asGood.size());
  }

  private static boolean isAsGood(Measured one, Measured best) {
    return one.upper() >= best.lower()
        || one.rowsPerSecond() >= (1 - LEAST_DIFFERENCE) * best.rowsPerSecond();
  }
}
