package io.gyre.loadtest.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Welch's t interval of the change from runs to runs: of logarithms where the change is a ratio,
 * because figures of runs scatter by factors.
 */
final class OverRuns {
  static final int FEWEST = 3;

  // The quantile of 97.5 % of Student's t for 1 to 10 degrees of freedom, and a fit beyond.
  private static final double[] QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228
  };

  private OverRuns() {}

  /** The change of {@code figure}; empty where a run has no such figure. */
  static Optional<Change> of(Figure figure, List<SavedRun> a, List<SavedRun> b) {
    boolean ratio = figure != Figure.ERRORS;
    double[] first = figures(figure, a, ratio);
    double[] second = figures(figure, b, ratio);
    double from = mean(first);
    double to = mean(second);
    double spread = variance(first) / first.length;
    double otherSpread = variance(second) / second.length;
    double error = Math.sqrt(spread + otherSpread);
    double freedom =
        Math.pow(spread + otherSpread, 2)
            / (spread * spread / (first.length - 1)
                + otherSpread * otherSpread / (second.length - 1));
    double reach = error == 0 ? 0 : quantile(freedom) * error;
    double low = to - from - reach;
    double high = to - from + reach;
    if (!Double.isFinite(low + high)) {
      return Optional.empty();
    }
    return Optional.of(
        ratio
            ? new Change(
                figure, Math.exp(from), Math.exp(to), new Range(Math.expm1(low), Math.expm1(high)))
            : new Change(figure, from, to, new Range(low, high)));
  }

  static double quantile(double freedom) {
    int whole = (int) Math.max(1, freedom);
    return whole <= QUANTILES.length ? QUANTILES[whole - 1] : 1.96 + 2.5 / (whole - 0.6);
  }

  private static double[] figures(Figure figure, List<SavedRun> runs, boolean logarithms) {
    return runs.stream()
        .mapToDouble(run -> figure.of(Totals.of(List.of(run.whole()))))
        .map(value -> logarithms ? Math.log(value) : value)
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }
}
