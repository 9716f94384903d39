package io.gyre.bench.soak;

import io.gyre.bench.figure.Spread;
import java.util.List;

/** Whether memory grows. */
final class Flatness {
  private Flatness() {}

  /**
   * By how much the end lies above the beginning, relative to it: the medians of the first and the
   * last third of the samples after the first tenth, in which caches fill and code is compiled.
   */
  static double growth(List<Double> samples) {
    List<Double> settled = samples.subList(samples.size() / 10, samples.size());
    int third = Math.max(1, settled.size() / 3);
    double first = Spread.of(settled.subList(0, third)).median();
    double last = Spread.of(settled.subList(settled.size() - third, settled.size())).median();
    return last / first - 1;
  }
}
