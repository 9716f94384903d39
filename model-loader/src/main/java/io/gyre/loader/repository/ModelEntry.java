package io.gyre.loader.repository;

import io.gyre.loader.config.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model's folder.
 *
 * @param name the folder's name, which is the model's
 * @param directory where it is
 * @param configuration its {@code config.pbtxt}, as far as it can be understood without the model
 * @param versions versions whose files are complete, ascending by number
 * @param settling versions whose files are still changing, and when they were last seen to
 * @param problem why no version can be offered; empty where one can, or may once it has settled
 */
public record ModelEntry(
    String name,
    Path directory,
    ConfigurationFile configuration,
    List<VersionEntry> versions,
    List<SettlingVersion> settling,
    Optional<String> problem) {
  public ModelEntry {
    versions = List.copyOf(versions);
    settling = List.copyOf(settling);
  }

  /** The version of that number, where it is complete. */
  public Optional<VersionEntry> version(long number) {
    return versions.stream().filter(entry -> entry.version() == number).findFirst();
  }
}
