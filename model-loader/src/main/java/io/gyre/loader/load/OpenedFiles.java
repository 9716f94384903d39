package io.gyre.loader.load;

import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.repository.VersionEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that an engine opens. Weights in files of their own stay mapped into memory for as long
 * as the model is open: whoever writes into such a file would change what is served, and whoever
 * cuts it would end the process. So a version that has files beside its model's is opened from a
 * copy, whose names go as soon as it is open.
 */
final class OpenedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedFiles.class);

  private final Path model;
  private final Path copy;

  private OpenedFiles(Path model, Path copy) {
    this.model = model;
    this.copy = copy;
  }

  /**
   * The files of a version.
   *
   * @param model the model's file, in the version's folder
   * @param files the version's files, in that folder too
   */
  static OpenedFiles of(VersionEntry version, Path model, List<Path> files)
      throws ModelLoadException {
    if (files.size() < 2) {
      return new OpenedFiles(model, model);
    }
    Path copy = null;
    try {
      copy = Files.createTempDirectory("gyre-open-");
      for (Path file : files) {
        Path target = copy.resolve(version.directory().relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
      return new OpenedFiles(copy.resolve(version.directory().relativize(model).toString()), copy);
    } catch (IOException e) {
      if (copy != null) {
        delete(copy);
      }
      throw new ModelLoadException(
          false,
          "its weights can't be copied to "
              + System.getProperty("java.io.tmpdir")
              + ", where they are opened from: expected room for "
              + version.bytes()
              + " bytes, found "
              + e);
    }
  }

  /** The model's file, to be opened. */
  Path model() {
    return model;
  }

  /** Deletes the copy, if there is one; what is mapped of it stays. */
  @Override
  public void close() {
    if (!copy.equals(model)) {
      delete(copy);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", folder, e.toString());
    }
  }
}
