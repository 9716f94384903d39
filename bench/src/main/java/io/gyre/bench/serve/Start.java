package io.gyre.bench.serve;

import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Time from process start to the ready line, and resident memory once idle. */
final class Start {
  private static final int RUNS = 5;
  private static final double READY_LIMIT_MS = 2_000;
  private static final double IDLE_LIMIT_MB = 250;
  private static final Duration IDLE = Duration.ofSeconds(3);

  private final Starter starter;
  private final Consumer<String> progress;

  Start(Starter starter, Consumer<String> progress) {
    this.starter = starter;
    this.progress = progress;
  }

  /** Starts the server under test. */
  interface Starter {
    ServerProcess start() throws IOException;
  }

  List<Figure> run() throws IOException, InterruptedException {
    List<Double> readyMillis = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    for (int run = 1; run <= RUNS; run++) {
      try (ServerProcess server = starter.start()) {
        readyMillis.add(server.readyAfter().toNanos() / 1e6);
        Thread.sleep(IDLE);
        megabytes.add(server.residentBytes() / 1e6);
      }
      progress.accept(
          "start %d of %d: ready after %.0f ms, %.0f MB"
              .formatted(run, RUNS, readyMillis.getLast(), megabytes.getLast()));
    }
    return List.of(
        figure("start.ready-ms", readyMillis, "ms", READY_LIMIT_MS),
        figure("idle.rss-mb", megabytes, "MB", IDLE_LIMIT_MB));
  }

  private static Figure figure(String id, List<Double> runs, String unit, double limit) {
    Spread spread = Spread.of(runs);
    return new Figure(
        id,
        spread.median(),
        unit,
        limit,
        spread.median() / limit,
        runs.size(),
        spread.relative(),
        "at most the limit");
  }
}
