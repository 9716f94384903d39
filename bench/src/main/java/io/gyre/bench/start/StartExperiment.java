package io.gyre.bench.start;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Time from process start to the ready line, and resident memory once idle. */
public final class StartExperiment implements Experiment {
  private static final double READY_LIMIT_MS = 1_500;
  private static final double IDLE_LIMIT_MB = 250;
  private static final Duration IDLE = Duration.ofSeconds(3);

  private final GyreCommand gyre;
  private final Path examples;

  /**
   * @param gyre what is started
   * @param examples the bundled model repository
   */
  public StartExperiment(GyreCommand gyre, Path examples) {
    this.gyre = gyre;
    this.examples = examples;
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "start to ready with the examples, and resident memory once idle";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Double> readyMillis = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    // The first start makes the start-up cache, where there is none.
    gyre.serve(examples).close();
    for (int run = 1; run <= effort.runs(); run++) {
      try (ServerProcess server = gyre.serve(examples)) {
        readyMillis.add(server.readyAfter().toNanos() / 1e6);
        Thread.sleep(IDLE);
        megabytes.add(server.residentBytes() / 1e6);
      }
      progress.accept(
          "start %d of %d: ready after %.0f ms, %.0f MB"
              .formatted(run, effort.runs(), readyMillis.getLast(), megabytes.getLast()));
    }
    return List.of(
        figure("start.ready-ms", readyMillis, "ms", READY_LIMIT_MS),
        figure("idle.rss-mb", megabytes, "MB", IDLE_LIMIT_MB));
  }

  private static Figure figure(String id, List<Double> runs, String unit, double limit) {
    return Figure.ofRuns(
        id, Spread.of(runs), unit, limit, Asked.valueAtMost(limit), "with the examples");
  }
}
