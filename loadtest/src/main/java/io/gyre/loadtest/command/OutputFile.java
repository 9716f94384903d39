package io.gyre.loadtest.command;

import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that a report is written to.
 *
 * @param path where it is
 */
record OutputFile(Path path) {
  /**
   * A file that can be written; found out before the run, not after it.
   *
   * @throws UsageException where it can't
   */
  static OutputFile checked(Path path) {
    try (OutputStream opened =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      opened.flush();
      return new OutputFile(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Replaces what the file holds. */
  void write(byte[] content) {
    try {
      Files.write(path, content);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static UsageException unwritable(Path path, IOException cause) {
    return new UsageException("can't write the report %s: %s".formatted(path, cause));
  }
}
