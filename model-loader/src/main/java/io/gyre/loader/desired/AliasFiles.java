package io.gyre.loader.desired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and writes the files of aliases beside models, and remembers what they said for as long as
 * they look the same. A file that can't be understood leaves the aliases that it had in force. Not
 * safe for use by many threads.
 */
public final class AliasFiles {
  private final Map<Path, Known> known = new HashMap<>();

  /** What a file said when it looked so. */
  private record Known(String looks, AliasFile file) {}

  /** The aliases of the model in {@code folder}. */
  public AliasFile of(Path folder) {
    String looks = looks(folder.resolve(AliasFile.NAME));
    Known before = known.get(folder);
    if (before != null && before.looks().equals(looks)) {
      return before.file();
    }
    if (looks.isEmpty()) {
      known.remove(folder);
      return AliasFile.NONE;
    }
    AliasFile read = AliasFile.read(folder);
    if (read.problem().isPresent() && before != null) {
      SortedMap<String, Long> kept = new TreeMap<>(before.file().aliases());
      kept.putAll(read.aliases());
      read = new AliasFile(kept, read.problem());
    }
    known.put(folder, new Known(looks, read));
    return read;
  }

  /**
   * Points an alias of the model in {@code folder} to a version; 0 takes it away.
   *
   * @throws IOException where the folder can't be written, or its file isn't understood
   */
  public void set(Path folder, String alias, long version) throws IOException {
    AliasFile now = AliasFile.read(folder);
    if (now.problem().isPresent()) {
      throw new IOException(now.problem().get() + "; mend or delete it first");
    }
    SortedMap<String, Long> next = new TreeMap<>(now.aliases());
    if (version == 0) {
      next.remove(alias);
    } else {
      next.put(alias, version);
    }
    AliasFile.write(folder, next);
  }

  /** Forgets the folders of other models. */
  public void retain(Set<Path> folders) {
    known.keySet().retainAll(folders);
  }

  /** How the file looks from outside; empty where there is none. */
  private static String looks(Path file) {
    if (!Files.exists(file)) {
      return "";
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
