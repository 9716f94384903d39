package io.gyre.loadtest.compare;

import java.util.Optional;

/**
 * The highest rates that two reports found for one objective. A search ends in one number, so there
 * is no interval: the numbers themselves are believed.
 *
 * @param objective that the rates keep, in words
 * @param a requests a second in the first report; 0 where no rate kept it
 * @param b in the second
 */
public record HighestComparison(String objective, double a, double b) {
  /** Compares two reports; empty where they didn't search for the same. */
  static Optional<HighestComparison> of(SavedReport a, SavedReport b) {
    return a.highest()
        .flatMap(first ->
            b.highest()
                .filter(second -> second.objective().equals(first.objective()))
                .map(second ->
                    new HighestComparison(first.objective(), first.rate(), second.rate())));
  }

  /** The change of the rate, as any other rate's. */
  Change change() {
    return new Change(Figure.RATE, a, b, null);
  }

  boolean isRegression(double tolerance) {
    return change().judgement(tolerance) == Change.Judgement.WORSE;
  }
}
