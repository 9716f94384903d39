package io.gyre.loadtest.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of all runs of a load, taken together. */
final class WholeRuns {
  private WholeRuns() {}

  /** The change of {@code figure}, with the interval that was found for it. */
  static Change change(Figure figure, SavedLoad a, SavedLoad b, @Nullable Range range) {
    return new Change(figure, figure.of(totals(a)), figure.of(totals(b)), range);
  }

  private static Totals totals(SavedLoad load) {
    return Totals.of(load.runs().stream().map(SavedRun::whole).toList());
  }

  /** How many seconds the shortest run tells of. */
  static int shortest(List<SavedRun> runs) {
    return runs.stream().mapToInt(run -> run.seconds().size()).min().orElse(0);
  }
}
