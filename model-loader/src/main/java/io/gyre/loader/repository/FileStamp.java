package io.gyre.loader.repository;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What the file system says of a file: as long as it stays the same, so does the content.
 *
 * @param size size in bytes
 * @param modified when it was last written
 * @param key the file system's own identity of the file (device and inode); empty where it has none
 */
public record FileStamp(long size, Instant modified, String key) {
  static FileStamp of(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        key == null ? "" : key.toString());
  }
}
