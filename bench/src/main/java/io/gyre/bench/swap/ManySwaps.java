package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.load.Background;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.version.Releases;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A thousand swaps under a light load: what the process has after them, against what it had after
 * fifty. Its heap is of one size, touched at the start, so that resident memory tells of all else.
 */
final class ManySwaps {
  private static final int SWAPS = 1000;
  private static final int FIRST = 50;
  private static final double RATE = 200;
  private static final double MOST_GROWTH = 1.05;
  private static final Duration STRETCH = Duration.ofSeconds(3);

  /** The window for a roll-back, over after a second, and some time for what is closed after it. */
  private static final Duration REST = Duration.ofSeconds(4);

  private final GyreCommand gyre;
  private final Effort effort;
  private final Consumer<String> progress;

  ManySwaps(GyreCommand gyre, Effort effort, Consumer<String> progress) {
    this.gyre = gyre.withJavaOptions(List.of("-Xms384m", "-Xmx384m", "-XX:+AlwaysPreTouch"));
    this.effort = effort;
    this.progress = progress;
  }

  /**
   * What the process has at rest.
   *
   * @param bytes of resident memory
   */
  private record Rest(long bytes, int descriptors, int threads) {}

  List<Figure> measure() throws IOException, InterruptedException {
    int swaps = effort.pairs() < Effort.FULL.pairs() ? SWAPS / 5 : SWAPS;
    try (Served served = Served.start(gyre, "rollback.window=1s")) {
      OpenLoop load = served.load(RATE);
      swap(served, load, FIRST, swaps);
      Rest first = rest(served);
      swap(served, load, swaps, swaps);
      Rest last = rest(served);
      return figures(first, last, swaps);
    }
  }

  private void swap(Served served, OpenLoop load, int upTo, int all)
      throws IOException, InterruptedException {
    Releases releases = served.releases();
    while (releases.last() <= upTo) {
      var _ =
          Background.during(
              load,
              STRETCH,
              end -> {
                while (System.nanoTime() < end && releases.last() <= upTo) {
                  releases.next();
                }
              });
      progress.accept(
          String.format(
              Locale.ROOT,
              "swap: %d of %d swaps, %.1f MB resident",
              releases.last() - 1,
              all,
              served.server().use().residentBytes() / 1e6));
    }
  }

  private static Rest rest(Served served) throws IOException, InterruptedException {
    Thread.sleep(REST);
    var use = served.server().use();
    return new Rest(use.residentBytes(), use.descriptors(), use.threads());
  }

  private static List<Figure> figures(Rest first, Rest last, int swaps) {
    String since = String.format(Locale.ROOT, "after %,d swaps against after %d", swaps, FIRST);
    return List.of(
        new Figure(
            "swap.rss",
            last.bytes() / 1e6,
            "MB",
            first.bytes() / 1e6,
            (double) last.bytes() / first.bytes(),
            1,
            0,
            Asked.ratioAtMost(MOST_GROWTH),
            since + ", with a heap of 384 MB that is resident throughout"),
        left("swap.descriptors-left", last.descriptors() - first.descriptors(), since),
        left("swap.threads-left", last.threads() - first.threads(), since));
  }

  private static Figure left(String id, int more, String note) {
    return new Figure(id, more, "", Double.NaN, Double.NaN, 1, 0, Asked.valueAtMost(0), note);
  }
}
