package io.gyre.loader.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What the file system says of a file: as long as it stays the same, so does the content.
 *
 * @param size size in bytes; 0 for a folder
 * @param modified when it was last written
 * @param key the file system's own identity of the file (device and inode); empty where it has none
 */
public record FileStamp(long size, Instant modified, String key) {
  /** The stamp of a file or folder as it is now, links followed. */
  public static FileStamp of(Path path) throws IOException {
    return of(Files.readAttributes(path, BasicFileAttributes.class));
  }

  static FileStamp of(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    return new FileStamp(
        attributes.isDirectory() ? 0 : attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        key == null ? "" : key.toString());
  }
}
