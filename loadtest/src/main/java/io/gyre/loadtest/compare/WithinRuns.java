package io.gyre.loadtest.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The bootstrap of changes from the seconds of runs: again and again, each run is put together anew
 * from blocks of its seconds. Blocks, because one second is like the next: what stalls a server
 * lasts.
 */
final class WithinRuns {
  static final int FEWEST = 6;
  private static final int RESAMPLES = 1000;
  private static final double TAIL = 0.025;

  private final RandomGenerator random;

  WithinRuns(RandomGenerator random) {
    this.random = random;
  }

  /** The change of every figure. */
  List<Change> of(SavedLoad a, SavedLoad b) {
    Figure[] figures = Figure.values();
    double[][] changes = new double[figures.length][RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      Totals first = resample(a);
      Totals second = resample(b);
      for (Figure figure : figures) {
        changes[figure.ordinal()][i] = figure.change(figure.of(first), figure.of(second));
      }
    }
    return Arrays.stream(figures)
        .map(figure -> WholeRuns.change(figure, a, b, range(changes[figure.ordinal()])))
        .toList();
  }

  private static Range range(double[] changes) {
    Arrays.sort(changes);
    int cut = (int) (changes.length * TAIL);
    return new Range(changes[cut], changes[changes.length - 1 - cut]);
  }

  private Totals resample(SavedLoad load) {
    Totals totals = new Totals();
    for (SavedRun run : load.runs()) {
      resample(run.seconds()).forEach(totals::add);
    }
    return totals;
  }

  /**
   * As many seconds as there are, in blocks of the cube root of that, from anywhere, round the end.
   */
  private List<Part> resample(List<Part> seconds) {
    int size = seconds.size();
    int block = Math.max(1, (int) Math.round(Math.cbrt(size)));
    List<Part> drawn = new ArrayList<>(size);
    while (drawn.size() < size) {
      int start = random.nextInt(size);
      for (int i = 0; i < block && drawn.size() < size; i++) {
        drawn.add(seconds.get((start + i) % size));
      }
    }
    return drawn;
  }
}
