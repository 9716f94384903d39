package io.gyre.bench.registry;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.RepositoryScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Time to scan a repository of 10,000 models: for the first time, and when nothing has changed. */
public final class RegistryExperiment implements Experiment {
  private static final int MODELS = 10_000;
  private static final int UNCHANGED_SCANS = 5;
  private static final double COLD_LIMIT_MS = 2_000;
  private static final double UNCHANGED_LIMIT_MS = 300;
  private static final String NOTE = "10,000 models, each with a version and a configuration";

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String description() {
    return "time to scan a repository of 10,000 models, first and unchanged";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress) throws IOException {
    List<Double> cold = new ArrayList<>();
    List<Double> unchanged = new ArrayList<>();
    try (BenchRepository repository = BenchRepository.of()) {
      write(repository.directory());
      progress.accept(MODELS + " models are written");
      for (int run = 1; run <= effort.runs(); run++) {
        scan(repository.directory(), cold, unchanged);
        progress.accept(
            "scan %d of %d: %.0f ms cold, %.0f ms unchanged"
                .formatted(run, effort.runs(), cold.getLast(), unchanged.getLast()));
      }
    }
    return List.of(
        figure("registry.scan-cold-ms", cold, COLD_LIMIT_MS),
        figure("registry.scan-unchanged-ms", unchanged, UNCHANGED_LIMIT_MS));
  }

  private static void write(Path repository) throws IOException {
    byte[] model = BenchModel.head("model", 8, 4, 2).file();
    for (int i = 0; i < MODELS; i++) {
      Path version = Files.createDirectories(repository.resolve("model-%05d/1".formatted(i)));
      Files.write(version.resolve("model.onnx"), model);
      Files.writeString(version.resolveSibling("config.pbtxt"), "max_batch_size: 8\n");
    }
  }

  /** A scan by a scanner that knows nothing, then by one that knows all. */
  private static void scan(Path repository, List<Double> cold, List<Double> unchanged) {
    // Files that are new to the clock are looked at anew each time; these are to be old.
    InstantSource later = () -> Instant.now().plus(Duration.ofHours(1));
    RepositoryScanner scanner = new RepositoryScanner(repository, later, Duration.ofSeconds(2));
    long begun = System.nanoTime();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    cold.add((System.nanoTime() - begun) / 1e6);
    if (catalogue.models().size() != MODELS) {
      throw new IllegalStateException("the scan found " + catalogue.models().size() + " models");
    }
    begun = System.nanoTime();
    for (int i = 0; i < UNCHANGED_SCANS; i++) {
      catalogue = scanner.scan(catalogue);
    }
    unchanged.add((System.nanoTime() - begun) / 1e6 / UNCHANGED_SCANS);
  }

  private static Figure figure(String id, List<Double> runs, double limit) {
    return Figure.ofRuns(id, Spread.of(runs), "ms", limit, Asked.valueAtMost(limit), NOTE);
  }
}
