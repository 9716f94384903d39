package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.ModelLoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files from which the runtime opens a model that keeps weights beside itself: copies, which
 * are gone from their folder once it is open. The runtime maps such files. If it mapped those of
 * the repository, one that is written over would change the answers of the session that serves, and
 * one that is cut short would end the process.
 */
final class ModelSnapshot implements AutoCloseable {
  private final Path file;
  private final long weightBytes;
  private final @Nullable Path copies;

  private ModelSnapshot(Path file, long weightBytes, @Nullable Path copies) {
    this.file = file;
    this.weightBytes = weightBytes;
    this.copies = copies;
  }

  /**
   * Copies the model and the files that it names, into the folder for temporary files. A model that
   * names none stays where it is; so does one that names what isn't there, of which the runtime
   * says what is wrong.
   */
  static ModelSnapshot of(Path model) throws ModelLoadException {
    try {
      Path folder = model.toAbsolutePath().normalize().resolveSibling("");
      List<String> locations = ExternalLocations.of(model);
      boolean whole = locations.stream().allMatch(location -> isInside(folder, location));
      return locations.isEmpty() || !whole
          ? new ModelSnapshot(model, 0, null)
          : copy(model, folder, locations);
    } catch (IOException e) {
      throw new ModelLoadException(
          false,
          "its weights can't be copied to be opened: %s; make room in %s, or name another folder with -Djava.io.tmpdir in GYRE_JAVA_OPTIONS"
              .formatted(e, System.getProperty("java.io.tmpdir")));
    }
  }

  private static boolean isInside(Path folder, String location) {
    try {
      Path file = folder.resolve(location).normalize();
      return file.startsWith(folder) && Files.isRegularFile(file);
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static ModelSnapshot copy(Path model, Path folder, List<String> locations)
      throws IOException {
    Path to = Files.createTempDirectory("gyre-weights-");
    long bytes = 0;
    boolean done = false;
    try {
      for (String location : locations) {
        Path copy = to.resolve(location).normalize();
        Files.createDirectories(copy.resolveSibling(""));
        Files.copy(folder.resolve(location), copy);
        bytes += Files.size(copy);
      }
      Path copy = Files.copy(model, to.resolve(model.getFileName()));
      done = true;
      return new ModelSnapshot(copy, bytes, to);
    } finally {
      if (!done) {
        delete(to);
      }
    }
  }

  /** The model to open. */
  Path file() {
    return file;
  }

  /** Bytes of the weights beside it. */
  long weightBytes() {
    return weightBytes;
  }

  /** Deletes the copies; what is mapped of them stays, without a name. */
  @Override
  public void close() {
    if (copies == null) {
      return;
    }
    try {
      delete(copies);
    } catch (IOException e) {
      throw new UncheckedIOException("copies of weights can't be deleted", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
