package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.load.Background;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.version.Releases;
import io.gyre.loadtest.run.RunResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A hundred models that are loaded while another one serves at 70 % of its peak. */
final class LoadsBeside {
  private static final int MODELS = 100;
  private static final double SHARE = 0.7;
  private static final double MOST = 1.5;
  private static final int PAIRS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final GyreCommand gyre;
  private final Effort effort;
  private final Consumer<String> progress;
  private final int models;
  private final int pairs;
  private final HttpClient client = HttpClient.newHttpClient();

  LoadsBeside(GyreCommand gyre, Effort effort, Consumer<String> progress) {
    this.gyre = gyre;
    this.effort = effort;
    this.progress = progress;
    boolean quick = effort.pairs() < Effort.FULL.pairs();
    this.models = quick ? MODELS / 10 : MODELS;
    this.pairs = quick ? 2 : PAIRS;
  }

  Figure measure() throws IOException, InterruptedException {
    try (Served served = Served.start(gyre)) {
      OpenLoop load = served.load(SHARE * served.peak(effort));
      Duration length = timeOfLoads(served, load);
      List<Double> loading = new ArrayList<>();
      List<Double> steady = new ArrayList<>();
      for (int pair = 1; pair <= pairs; pair++) {
        steady.add(Background.millis(Background.during(load, length, _ -> {}), 99));
        RunResult during = Background.during(load, length, _ -> add(served));
        await(served, models + 1);
        remove(served);
        loading.add(Background.millis(during, 99));
        progress.accept(
            String.format(
                Locale.ROOT,
                "swap: %d models loaded beside, %d of %d: p99 %.2f ms, %.2f ms without",
                models,
                pair,
                pairs,
                loading.getLast(),
                steady.getLast()));
      }
      return figure(loading, steady, load.rate(), length);
    }
  }

  private Figure figure(List<Double> loading, List<Double> steady, double rate, Duration length) {
    Spread ratio = Spread.of(Spread.ratios(loading, steady));
    return new Figure(
        "swap.load-isolation",
        Spread.of(loading).median(),
        "ms",
        Spread.of(steady).median(),
        ratio.median(),
        ratio.count(),
        ratio.relative(),
        Asked.ratioAtMost(MOST),
        String.format(
            Locale.ROOT,
            "p99 at %,.0f requests/s while %d models load within %.1f s; limit is the same load"
                + " without",
            rate,
            models,
            length.toMillis() / 1e3));
  }

  /** How long the models take to load beside the load, so that all of a stretch is loading. */
  private Duration timeOfLoads(Served served, OpenLoop load)
      throws IOException, InterruptedException {
    long[] nanos = new long[1];
    long begun = System.nanoTime();
    var _ =
        Background.during(
            load,
            effort.window().multipliedBy(10),
            _ -> {
              add(served);
              await(served, models + 1);
              nanos[0] = System.nanoTime() - begun;
            });
    remove(served);
    return Duration.ofNanos(Math.max(nanos[0], effort.window().toNanos()));
  }

  private void add(Served served) throws IOException {
    for (int i = 0; i < models; i++) {
      BenchModel model = BenchModel.dense("beside" + i, 16, 16, 64, 64, 3);
      Path aside = Files.createDirectories(served.repository().resolve("." + model.name()));
      Files.writeString(aside.resolve("config.pbtxt"), model.configuration());
      Releases.publish(aside, 1, model);
      Files.move(aside, served.repository().resolve(model.name()));
    }
  }

  private void remove(Served served) throws IOException, InterruptedException {
    for (int i = 0; i < models; i++) {
      try (Stream<Path> files = Files.walk(served.repository().resolve("beside" + i))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    await(served, 1);
  }

  /** Waits until so many models are ready. */
  private void await(Served served, int ready) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int now = ready(served);
    while (now != ready) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "%d models are ready after %d s, not %d".formatted(now, PATIENCE.toSeconds(), ready));
      }
      Thread.sleep(LOOK);
      now = ready(served);
    }
  }

  private int ready(Served served) throws IOException, InterruptedException {
    URI index =
        URI.create("http://127.0.0.1:" + served.server().port("http") + "/v2/repository/index");
    String answer =
        client
            .send(
                HttpRequest.newBuilder(index).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return answer.split("\"READY\"", -1).length - 1;
  }
}
