package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.load.Background;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.version.Releases;
import io.gyre.loadtest.run.RunResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Swaps at 70 % of the peak: a stretch without swaps and one with them, in turns. The next version
 * comes a quarter of a second after the one before has answered.
 */
final class SwapsUnderLoad {
  private static final double SHARE = 0.7;
  private static final int SWAPS = 200;
  private static final int STRETCH = 16;
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final double MOST_P99 = 1.5;
  private static final double MOST_P999 = 3;

  private final GyreCommand gyre;
  private final Effort effort;
  private final Consumer<String> progress;
  private final List<RunResult> steady = new ArrayList<>();
  private final List<RunResult> swapping = new ArrayList<>();

  SwapsUnderLoad(GyreCommand gyre, Effort effort, Consumer<String> progress) {
    this.gyre = gyre;
    this.effort = effort;
    this.progress = progress;
  }

  List<Figure> measure() throws IOException, InterruptedException {
    try (Served served = Served.start(gyre)) {
      double rate = SHARE * served.peak(effort);
      OpenLoop load = served.load(rate);
      Duration length = effort.window().multipliedBy(STRETCH);
      // A first stretch of each kind warms up the server and the way in which it loads.
      var _ = Background.during(load, length, end -> swap(served.releases(), end));
      long before = served.releases().last();
      long wanted = effort.pairs() < Effort.FULL.pairs() ? SWAPS / 10 : SWAPS;
      while (swaps(served) - before + 1 < wanted || steady.size() < 3) {
        steady.add(Background.during(load, length, _ -> {}));
        swapping.add(Background.during(load, length, end -> swap(served.releases(), end)));
        progress.accept(
            String.format(
                Locale.ROOT,
                "swap: %d of %d swaps, p99 %.2f ms, %.2f ms without, %d failed, %d mixed",
                swaps(served) - before + 1,
                wanted,
                Background.millis(swapping.getLast(), 99),
                Background.millis(steady.getLast(), 99),
                failed(swapping),
                served.judge().mixed()));
      }
      return figures(served, rate, swaps(served) - before + 1);
    }
  }

  private static long swaps(Served served) {
    return served.releases().last() - 1;
  }

  private static void swap(Releases releases, long end) throws IOException, InterruptedException {
    while (System.nanoTime() < end) {
      releases.next();
      Thread.sleep(PAUSE);
    }
  }

  private List<Figure> figures(Served served, double rate, long swaps) {
    String what =
        String.format(Locale.ROOT, "%d swaps at %,.0f requests/s, 70 %% of the peak", swaps, rate);
    return List.of(
        new Figure(
            "swap.failed",
            failed(swapping),
            "",
            Double.NaN,
            Double.NaN,
            swapping.size(),
            0,
            Asked.valueAtMost(0),
            String.format(
                Locale.ROOT,
                "%s; of %,d answered; %d failed without swaps",
                what,
                swapping.stream().mapToLong(one -> one.measured().answered()).sum(),
                failed(steady))),
        new Figure(
            "swap.mixed",
            served.judge().mixed(),
            "",
            Double.NaN,
            Double.NaN,
            swapping.size(),
            0,
            Asked.valueAtMost(0),
            "answers of no single version, or of one that was replaced 2 s before"),
        tail("swap.p99", 99, MOST_P99),
        tail("swap.p999", 99.9, MOST_P999));
  }

  private static long failed(List<RunResult> results) {
    return results.stream().mapToLong(one -> one.measured().failed()).sum();
  }

  private Figure tail(String id, double percentile, double most) {
    List<Double> during = millis(swapping, percentile);
    List<Double> without = millis(steady, percentile);
    Spread ratio = Spread.of(Spread.ratios(during, without));
    return new Figure(
        id,
        Spread.of(during).median(),
        "ms",
        Spread.of(without).median(),
        ratio.median(),
        ratio.count(),
        ratio.relative(),
        Asked.ratioAtMost(most),
        "limit is the same load without swaps");
  }

  private static List<Double> millis(List<RunResult> results, double percentile) {
    return results.stream().map(one -> Background.millis(one, percentile)).toList();
  }
}
