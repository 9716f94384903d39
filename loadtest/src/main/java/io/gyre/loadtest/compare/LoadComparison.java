package io.gyre.loadtest.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A load that two reports measured.
 *
 * @param load its description
 * @param method by which intervals were found
 * @param changes one for each figure
 * @param coresA that the generator kept busy in the first report
 * @param coresB in the second
 */
public record LoadComparison(
    String load, Method method, List<Change> changes, double coresA, double coresB) {
  private static final long SEED = 1;

  public LoadComparison {
    changes = List.copyOf(changes);
  }

  /** Compares two measurements of a load, each with a valid run at least. */
  static LoadComparison of(SavedLoad a, SavedLoad b) {
    List<Change> overRuns = overRuns(a, b);
    if (!overRuns.isEmpty()) {
      return of(Method.OVER_RUNS, overRuns, a, b);
    }
    int shortest = Math.min(WholeRuns.shortest(a.runs()), WholeRuns.shortest(b.runs()));
    if (shortest >= WithinRuns.FEWEST) {
      return of(Method.WITHIN_RUNS, new WithinRuns(new Random(SEED)).of(a, b), a, b);
    }
    List<Change> plain =
        Arrays.stream(Figure.values()).map(f -> WholeRuns.change(f, a, b, null)).toList();
    return of(Method.NONE, plain, a, b);
  }

  private static LoadComparison of(Method method, List<Change> changes, SavedLoad a, SavedLoad b) {
    return new LoadComparison(a.load(), method, changes, a.cores(), b.cores());
  }

  /** Every change; empty where there are too few runs, or one has not every figure. */
  private static List<Change> overRuns(SavedLoad a, SavedLoad b) {
    if (Math.min(a.runs().size(), b.runs().size()) < OverRuns.FEWEST) {
      return List.of();
    }
    List<Optional<Change>> changes =
        Arrays.stream(Figure.values()).map(f -> OverRuns.of(f, a.runs(), b.runs())).toList();
    return changes.stream().allMatch(Optional::isPresent)
        ? changes.stream().flatMap(Optional::stream).toList()
        : List.of();
  }

  boolean isRegression(double tolerance) {
    return changes.stream().anyMatch(c -> c.judgement(tolerance) == Change.Judgement.WORSE);
  }
}
