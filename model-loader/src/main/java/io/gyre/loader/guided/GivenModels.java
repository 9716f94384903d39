package io.gyre.loader.guided;

import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.proto.registry.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Models whose files were given to load, by the digest of these. Files that were given are whole,
 * so nothing waits for them to be left alone. Not safe for use by many threads.
 */
final class GivenModels {
  private final InstantSource clock;
  private final Map<String, Catalogue> scanned = new HashMap<>();

  GivenModels(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The model as {@code given} has it: with its files, under its configuration.
   *
   * @param files the folder of all given files
   * @param found the model as the repository has it, where it does
   */
  Optional<ModelEntry> over(String name, Optional<ModelEntry> found, Given given, Path files) {
    String digest = given.getFiles();
    if (!digest.isEmpty()) {
      Catalogue catalogue =
          scanned.computeIfAbsent(
              digest,
              _ ->
                  new RepositoryScanner(files.resolve(digest), clock, Duration.ZERO)
                      .scan(Catalogue.EMPTY));
      return catalogue.model(name).map(model -> GivenConfiguration.over(model, given.getConfig()));
    }
    return found.map(model -> GivenConfiguration.over(model, given.getConfig()));
  }

  /** Forgets the sets of files that aren't asked for any more. */
  void retain(Set<String> digests) {
    scanned.keySet().retainAll(digests);
  }
}
