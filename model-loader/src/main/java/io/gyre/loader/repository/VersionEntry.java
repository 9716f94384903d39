package io.gyre.loader.repository;

import io.gyre.inference.unit.UnitId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A version of a model whose files are complete.
 *
 * @param unit the version's identity; its revision digests files, configuration and labels
 * @param directory where it is
 * @param files its files, and those of the model's folder that it depends on, sorted by path
 */
public record VersionEntry(UnitId unit, Path directory, List<FileEntry> files) {
  public VersionEntry {
    files = List.copyOf(files);
  }

  /** The version's number. */
  public long version() {
    return unit.version();
  }

  /** Size of the files in the version's own folder, in bytes: what is loaded. */
  public long bytes() {
    String own = version() + "/";
    return files.stream()
        .filter(file -> file.path().startsWith(own))
        .mapToLong(file -> file.stamp().size())
        .sum();
  }

  boolean hasStamps(VersionStamps stamps) {
    return stamps
        .files()
        .equals(files.stream().collect(Collectors.toMap(FileEntry::path, FileEntry::stamp)));
  }
}
