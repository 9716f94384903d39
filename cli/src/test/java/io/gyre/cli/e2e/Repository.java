package io.gyre.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * A model that a test writes into a repository; its version n adds n.
 *
 * @param path the repository's directory
 * @param model the model's name
 */
record Repository(Path path, String model) {
  static final String MODEL = "offset";

  /** A repository with version 1 of the model {@code offset}. */
  static Repository create(Path directory) throws IOException {
    return create(directory, MODEL);
  }

  /** A model with version 1, beside those that the repository has. */
  static Repository create(Path directory, String model) throws IOException {
    Repository repository = new Repository(directory.resolve("models"), model);
    Files.createDirectories(repository.path.resolve(model));
    repository.publish(1);
    return repository;
  }

  /** Puts a whole version in its place at once. */
  void publish(long version) throws IOException {
    publish(version, OffsetModel.adding(version));
  }

  /** Puts a version with any file in its place at once. */
  void publish(long version, byte[] file) throws IOException {
    publish(version, Map.of("model.onnx", file));
  }

  /** Puts a version with any files in its place at once. */
  void publish(long version, Map<String, byte[]> files) throws IOException {
    Path aside = Files.createTempDirectory(path.getParent(), "aside-");
    for (var file : files.entrySet()) {
      Path target = aside.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    Files.move(aside, directory(version), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a version away at once. */
  void remove(long version) throws IOException {
    Files.move(
        directory(version),
        Files.createTempDirectory(path.getParent(), "removed-").resolve("version"),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Copies a version in small pieces, as a slow copy does.
   *
   * @param between runs before every piece
   */
  void copySlowly(long version, Runnable between) throws IOException {
    byte[] file = OffsetModel.adding(version);
    Path target = Files.createDirectory(directory(version)).resolve("model.onnx");
    int piece = file.length / 4 + 1;
    for (int from = 0; from < file.length; from += piece) {
      between.run();
      Files.write(
          target,
          Arrays.copyOfRange(file, from, Math.min(file.length, from + piece)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  Path directory(long version) {
    return path.resolve(model).resolve(Long.toString(version));
  }
}
