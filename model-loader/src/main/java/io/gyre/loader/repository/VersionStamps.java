package io.gyre.loader.repository;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What the file system says of everything that makes a version.
 *
 * @param files its files, and those of the model's folder that it depends on, by path relative to
 *     that folder
 * @param folders its folders, likewise
 */
public record VersionStamps(
    SortedMap<String, FileStamp> files, SortedMap<String, FileStamp> folders) {
  private static final int DEEPEST = 16;

  public VersionStamps {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    folders = Collections.unmodifiableSortedMap(new TreeMap<>(folders));
  }

  /**
   * The stamps of a version as it is now.
   *
   * @param shared files of the model's folder that the version depends on; those that don't exist
   *     are left out
   */
  static VersionStamps of(Path model, Path version, List<String> shared) throws IOException {
    SortedMap<String, FileStamp> files = new TreeMap<>();
    SortedMap<String, FileStamp> folders = new TreeMap<>();
    for (String name : shared) {
      if (Files.isRegularFile(model.resolve(name))) {
        files.put(name, FileStamp.of(model.resolve(name)));
      }
    }
    Files.walkFileTree(
        version,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (RepositoryNames.isOverlooked(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            folders.put(relative(model, folder), FileStamp.of(attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !RepositoryNames.isOverlooked(file)) {
              files.put(relative(model, file), FileStamp.of(attributes));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new VersionStamps(files, folders);
  }

  private static String relative(Path model, Path path) {
    return StreamSupport.stream(model.relativize(path).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  /** Whether nothing was written since {@code moment}. */
  boolean olderThan(Instant moment) {
    return files.values().stream().noneMatch(stamp -> stamp.modified().isAfter(moment))
        && folders.values().stream().noneMatch(stamp -> stamp.modified().isAfter(moment));
  }
}
