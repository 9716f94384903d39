package io.gyre.bench.soak;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loadtest.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Loads a server at 80 % of its peak for long: its memory stays, its pauses are short. */
public final class SoakExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final double SHARE = 0.8;
  private static final double MOST_GROWTH_PERCENT = 3;
  private static final double LONGEST_PAUSE_MS = 50;
  private static final Duration SLICE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GyreCommand gyre;
  private final Duration length;

  public SoakExperiment(GyreCommand gyre, Duration length) {
    this.gyre = gyre;
    this.length = length;
  }

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String description() {
    return "ten minutes at 80 % of the peak: resident memory, pauses, errors";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("gyre-bench", ".gc");
    BenchModel tiny = BenchModel.dense("tiny", IN_FLIGHT, 16, 64, 64, 3);
    try (BenchRepository repository = BenchRepository.of(tiny);
        ServerProcess server =
            gyre.withJavaOptions(List.of("-Xlog:gc:file=" + log)).serve(repository.directory())) {
      ServedTarget target = Door.GRPC.of(server);
      Call request = target.call(tiny.name(), target.sample(tiny.name()));
      double rate = SHARE * peak(target, request, effort);
      SoakResult result =
          soak(new OpenLoop(target.wire(), request, rate, PATIENCE), server, progress);
      return figures(result, Pauses.of(Files.readAllLines(log)), rate);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  /**
   * What the slices of the load showed.
   *
   * @param megabytes resident after each
   * @param p99Millis of each
   * @param failed requests of all
   * @param answered requests of all
   */
  private record SoakResult(
      List<Double> megabytes, List<Double> p99Millis, long failed, long answered) {}

  private SoakResult soak(OpenLoop load, ServerProcess server, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Double> megabytes = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    long failed = 0;
    long answered = 0;
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end || megabytes.isEmpty()) {
      RunResult slice = load.run(SLICE);
      failed += slice.measured().failed();
      answered += slice.measured().answered();
      p99.add(slice.measured().latency().getValueAtPercentile(99) / 1e6);
      megabytes.add(server.residentBytes() / 1e6);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%,d answered, %d failed, p99 %.2f ms, %.1f MB, %d s left",
              answered,
              failed,
              p99.getLast(),
              megabytes.getLast(),
              Math.max(0, Duration.ofNanos(end - System.nanoTime()).toSeconds())));
    }
    return new SoakResult(megabytes, p99, failed, answered);
  }

  private List<Figure> figures(SoakResult result, Pauses pauses, double rate) {
    Spread resident = Spread.of(result.megabytes());
    String load =
        String.format(
            Locale.ROOT, "%s at %,.0f/s, 80 %% of the peak", length.toString().substring(2), rate);
    return List.of(
        alone(
            "soak.rss-growth-percent",
            100 * Flatness.growth(result.megabytes()),
            "%",
            resident,
            Asked.valueAtMost(MOST_GROWTH_PERCENT),
            String.format(Locale.ROOT, "%s; %.0f MB resident", load, resident.median())),
        longest(
            "soak.longest-full-pause-ms",
            pauses.full(),
            Asked.valueAtMost(LONGEST_PAUSE_MS),
            "the longest of the full collections, of which there were " + pauses.full().size()),
        longest(
            "soak.longest-pause-ms",
            pauses.others(),
            Asked.NOTHING,
            "the longest of the other collections, of which there were " + pauses.others().size()),
        alone(
            "soak.failed",
            (double) result.failed(),
            "",
            new Spread(result.failed(), 0, 1),
            Asked.valueAtMost(0),
            String.format(Locale.ROOT, "of %,d requests", result.answered() + result.failed())),
        Figure.ofRuns(
            "soak.p99-ms", Spread.of(result.p99Millis()), "ms", Double.NaN, Asked.NOTHING, ""));
  }

  private static Figure longest(String id, List<Double> pauses, Asked asked, String note) {
    double longest = pauses.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    Spread runs = pauses.isEmpty() ? new Spread(0, 0, 0) : Spread.of(pauses);
    return alone(id, longest, "ms", runs, asked, note);
  }

  private static Figure alone(
      String id, double value, String unit, Spread runs, Asked asked, String note) {
    return new Figure(
        id, value, unit, Double.NaN, Double.NaN, runs.count(), runs.relative(), asked, note);
  }

  private static double peak(ServedTarget target, Call request, Effort effort)
      throws InterruptedException {
    try (ServedContender loop = target.loading("peak", request, IN_FLIGHT, 1)) {
      List<Double> rates = new ArrayList<>();
      for (int turn = 0; turn < effort.longestWarmUp(); turn++) {
        rates.add(loop.work(effort.window()).rate());
      }
      return Spread.of(rates.subList(rates.size() / 2, rates.size())).median();
    }
  }
}
