package io.gyre.bench.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary model repository. */
public final class BenchRepository implements AutoCloseable {
  private final Path directory;

  private BenchRepository(Path directory) {
    this.directory = directory;
  }

  /** Writes {@code models} to a new directory. */
  public static BenchRepository of(BenchModel... models) throws IOException {
    BenchRepository repository = new BenchRepository(Files.createTempDirectory("gyre-bench"));
    for (BenchModel model : models) {
      Path version =
          Files.createDirectories(repository.directory.resolve(model.name()).resolve("1"));
      Files.write(version.resolve("model.onnx"), model.file());
      Files.writeString(version.resolveSibling("config.pbtxt"), model.configuration());
    }
    return repository;
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
