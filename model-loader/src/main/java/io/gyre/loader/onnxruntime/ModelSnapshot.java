package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.temporary.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
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
  private final @Nullable TemporaryFolder copies;

  private ModelSnapshot(Path file, long weightBytes, @Nullable TemporaryFolder copies) {
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
      Set<Path> beside = new LinkedHashSet<>();
      for (String location : ExternalLocations.of(model)) {
        Path file = inside(folder, location);
        if (file == null) {
          return new ModelSnapshot(model, 0, null);
        }
        beside.add(file);
      }
      return beside.isEmpty() ? new ModelSnapshot(model, 0, null) : copy(model, folder, beside);
    } catch (IOException e) {
      throw new ModelLoadException(
          false,
          "its weights can't be copied to be opened: %s; make room in %s, or name another folder with -Djava.io.tmpdir in GYRE_JAVA_OPTIONS"
              .formatted(e, System.getProperty("java.io.tmpdir")));
    }
  }

  /** The file in the model's folder that a location names, or null where there is none. */
  private static @Nullable Path inside(Path folder, String location) {
    try {
      Path file = folder.resolve(location).normalize();
      return file.startsWith(folder) && Files.isRegularFile(file) ? file : null;
    } catch (InvalidPathException _) {
      return null;
    }
  }

  private static ModelSnapshot copy(Path model, Path folder, Set<Path> beside) throws IOException {
    TemporaryFolder copies = new TemporaryFolder("gyre-weights-");
    boolean done = false;
    try {
      Path file = Files.copy(model, copies.path().resolve(model.getFileName()));
      long bytes = 0;
      for (Path weights : beside) {
        Path copy = copies.path().resolve(folder.relativize(weights));
        if (!copy.equals(file)) {
          Files.createDirectories(copy.resolveSibling(""));
          bytes += Files.size(Files.copy(weights, copy));
        }
      }
      done = true;
      return new ModelSnapshot(file, bytes, copies);
    } finally {
      if (!done) {
        copies.close();
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
    if (copies != null) {
      copies.close();
    }
  }
}
