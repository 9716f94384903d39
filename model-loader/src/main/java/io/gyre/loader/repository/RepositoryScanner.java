package io.gyre.loader.repository;

import io.gyre.loader.config.ConfigurationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a repository's directory. Keeps how it looked from one scan to the next, so that what
 * didn't change costs a look at each file. Not safe for use by many threads.
 */
public final class RepositoryScanner implements CatalogueSource {
  private final Path repository;
  private final InstantSource clock;
  private final Duration quietPeriod;
  private final Map<String, SeenModel> seen = new HashMap<>();

  /**
   * @param repository the directory whose folders are models
   * @param clock the time that files' times are compared with
   * @param quietPeriod how long a version's files must have been left alone before it is offered,
   *     so that one that is being copied isn't; a folder renamed to its place with old files in it
   *     is offered at once
   */
  public RepositoryScanner(Path repository, InstantSource clock, Duration quietPeriod) {
    this.repository = repository;
    this.clock = clock;
    this.quietPeriod = quietPeriod;
  }

  /**
   * The catalogue as of now. Files that look as they did in {@code previous} aren't read again;
   * where the repository can't be read, the models are those of {@code previous}.
   */
  @Override
  public Catalogue scan(Catalogue previous) {
    Instant now = clock.instant();
    List<Path> folders;
    try (Stream<Path> children = Files.list(repository)) {
      folders = children.filter(RepositoryNames::isModel).toList();
    } catch (IOException | UncheckedIOException e) {
      return previous.withProblem(explain(e));
    }
    if (Files.exists(repository.resolve(ConfigurationFile.NAME))) {
      return previous.withProblem(
          repository
              + " has a "
              + ConfigurationFile.NAME
              + ": it is a model's folder; expected the folder around it");
    }
    SortedMap<String, ModelEntry> models = new TreeMap<>();
    for (Path folder : folders) {
      String name = folder.getFileName().toString();
      Optional<ModelEntry> known = previous.model(name);
      SeenModel before = seen.get(name);
      if (before != null && before.isStill(known)) {
        models.put(name, before.entry());
      } else if (Files.isDirectory(folder)) {
        Map<Long, Damage> damaged = before == null ? Map.of() : before.damaged();
        SeenModel scanned = new ModelScan(folder, known, damaged, now, quietPeriod).seen();
        seen.put(name, scanned);
        models.put(name, scanned.entry());
      }
    }
    seen.keySet().retainAll(models.keySet());
    return new Catalogue(models, Optional.empty());
  }

  private String explain(Exception e) {
    String found =
        switch (e) {
          case NoSuchFileException _ -> "nothing there";
          case NotDirectoryException _ -> "a file";
          case AccessDeniedException _ -> "one that this process may not read";
          default -> e.toString();
        };
    return "repository " + repository + ": expected a folder of models, found " + found;
  }
}
