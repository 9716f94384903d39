package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The distribution that this process runs from.
 *
 * @param home its directory; empty where the classes are run without one
 */
public record Installation(Optional<Path> home) {
  /** What the launcher says. */
  public static Installation ofLauncher() {
    return new Installation(Optional.ofNullable(System.getProperty("gyre.home")).map(Path::of));
  }

  /** The folder of ONNX Runtime's native library. */
  Optional<Path> nativeLibraries() {
    return home.map(path -> path.resolve("native")).filter(Files::isDirectory);
  }

  /**
   * The repository to serve: the configured one, or the bundled examples.
   *
   * @throws StartException where it is no readable directory
   */
  public Path repository(Settings settings) throws StartException {
    Optional<Path> configured = settings.get(Keys.REPOSITORY_PATH);
    Optional<Path> chosen = configured.or(() -> home.map(path -> path.resolve("examples/models")));
    if (chosen.isEmpty()) {
      throw new StartException(
          "no repository: give the directory of your models, as in `gyre serve my-models`");
    }
    Path repository = chosen.get().toAbsolutePath().normalize();
    if (!Files.exists(repository)) {
      throw unreadable(repository, "there is no such directory");
    }
    if (!Files.isDirectory(repository)) {
      throw unreadable(repository, "it is no directory");
    }
    if (!Files.isReadable(repository) || !Files.isExecutable(repository)) {
      throw unreadable(repository, "this user may not read it");
    }
    return repository;
  }

  private static StartException unreadable(Path repository, String why) {
    return new StartException(
        "can't read the repository %s: %s; expected a directory with a folder for each model: MODEL/VERSION/model.onnx"
            .formatted(repository, why));
  }
}
