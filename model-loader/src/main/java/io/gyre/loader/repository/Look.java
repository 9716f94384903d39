package io.gyre.loader.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * A file or folder at one glance: it is the same and as it was, for as long as this stays so. The
 * time is that of any change, be it only of the name or of the other times, and unlike the time of
 * writing nobody can set it back: what unpacks an archive often does that.
 *
 * @param changed when the file system last changed anything about it
 * @param key the file system's own identity of it
 */
record Look(FileTime changed, Object key) {
  /**
   * How the path looks now, links followed.
   *
   * @throws UnsupportedOperationException where the system doesn't keep that time
   */
  static Look of(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:ctime,fileKey");
    if (attributes.get("ctime") instanceof FileTime changed) {
      return new Look(changed, attributes.getOrDefault("fileKey", ""));
    }
    throw new UnsupportedOperationException("no time of change");
  }
}
