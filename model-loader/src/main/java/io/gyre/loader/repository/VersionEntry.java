package io.gyre.loader.repository;

import io.gyre.inference.unit.UnitId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

  /** The same files as another revision, for an attempt after the first. */
  VersionEntry attempt(int number) {
    UnitId again =
        new UnitId(unit.model(), unit.version(), unit.revision() + "~" + number, unit.partition());
    return number == 0 ? this : new VersionEntry(again, directory, files);
  }

  /** Size of the files in the version's own folder, in bytes, without golden requests. */
  public long bytes() {
    String own = version() + "/";
    String golden = goldenFolder();
    return files.stream()
        .filter(file -> file.path().startsWith(own) && !file.path().startsWith(golden))
        .mapToLong(file -> file.stamp().size())
        .sum();
  }

  /** The files of its golden requests, by path relative to the model's folder. */
  public List<String> goldenFiles() {
    String golden = goldenFolder();
    return files.stream()
        .map(FileEntry::path)
        .filter(path -> path.startsWith(golden) && path.endsWith(".json"))
        .toList();
  }

  private String goldenFolder() {
    return version() + "/golden/";
  }

  /** This version under another configuration than its folder's: another revision. */
  public VersionEntry configuredBy(String text) {
    List<FileEntry> all = new ArrayList<>(files);
    all.add(
        new FileEntry("", new FileStamp(text.length(), Instant.EPOCH, ""), Digests.ofText(text)));
    return new VersionEntry(
        new UnitId(unit.model(), unit.version(), Digests.revision(all), unit.partition()),
        directory,
        files);
  }

  boolean hasStamps(VersionStamps stamps) {
    return stamps
        .files()
        .equals(files.stream().collect(Collectors.toMap(FileEntry::path, FileEntry::stamp)));
  }
}
