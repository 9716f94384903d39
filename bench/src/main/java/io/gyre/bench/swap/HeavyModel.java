package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ProcessUse;
import io.gyre.bench.process.ServerProcess;
import io.gyre.bench.version.Releases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A model of 500 MB that is loaded, then swapped for another version: the most memory it takes. */
final class HeavyModel {
  private static final String NAME = "heavy";
  private static final long BYTES = 500_000_000;
  private static final double MOST = 2.1;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final GyreCommand gyre;
  private final Consumer<String> progress;
  private final long bytes;
  private final HttpClient client = HttpClient.newHttpClient();

  HeavyModel(GyreCommand gyre, Effort effort, Consumer<String> progress) {
    this.gyre = gyre;
    this.progress = progress;
    this.bytes = effort.pairs() < Effort.FULL.pairs() ? BYTES / 10 : BYTES;
  }

  List<Figure> measure() throws IOException, InterruptedException {
    try (BenchRepository repository = BenchRepository.of();
        ServerProcess server =
            gyre.serve(
                repository.directory(),
                "--set",
                "repository.poll-interval=1s",
                "--set",
                "repository.quiet-period=1ms")) {
      ProcessUse use = server.use();
      long idle = use.residentBytes();
      double loaded = peak(server, repository.directory(), 1) - idle;
      double swapped = peak(server, repository.directory(), 2) - idle;
      return List.of(
          figure("swap.memory-peak", loaded, Asked.ratioAtMost(MOST), "while the model is loaded"),
          figure(
              "swap.memory-peak-beside",
              swapped,
              Asked.NOTHING,
              "while it is loaded beside a version of that size, from which it takes over"));
    }
  }

  private Figure figure(String id, double peak, Asked asked, String when) {
    return new Figure(
        id,
        peak / 1e6,
        "MB",
        bytes / 1e6,
        peak / bytes,
        1,
        0,
        asked,
        String.format(Locale.ROOT, "resident above the idle server, %s; limit is its file", when));
  }

  /** The most resident memory while a version is loaded. */
  private double peak(ServerProcess server, Path repository, long version)
      throws IOException, InterruptedException {
    server.use().forgetPeak();
    Releases.publish(repository.resolve(NAME), version, BenchModel.heavy(NAME, bytes));
    await(server, version);
    long peak = server.use().peakBytes();
    progress.accept(
        String.format(
            Locale.ROOT,
            "swap: version %d of %.0f MB is ready, at most %.0f MB resident",
            version,
            bytes / 1e6,
            peak / 1e6));
    return peak;
  }

  private void await(ServerProcess server, long version) throws IOException, InterruptedException {
    URI ready =
        URI.create(
            "http://127.0.0.1:%d/v2/models/%s/versions/%d/ready"
                .formatted(server.port("http"), NAME, version));
    HttpRequest request = HttpRequest.newBuilder(ready).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "version %d of a model of %d MB isn't ready after %d s"
                .formatted(version, bytes / 1_000_000, PATIENCE.toSeconds()));
      }
      Thread.sleep(LOOK);
    }
  }
}
