package io.gyre.loader.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code SHA256SUMS} that a version may bring, as {@code sha256sum} writes it: a version whose
 * files aren't all there and as it says is still on its way.
 */
final class Checksums {
  /** The name that such a file has. */
  static final String NAME = "SHA256SUMS";

  private static final long LARGEST = 16L << 20;
  private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64}) [ *](?:\\./)?(.+)");

  private Checksums() {}

  /**
   * What isn't as the version's checksums say; empty where everything is, or it has none.
   *
   * @param version the version's folder
   * @param prefix what the paths of its files begin with
   * @param files the version's files
   */
  static Optional<String> problem(Path version, String prefix, List<FileEntry> files)
      throws IOException {
    Map<String, String> digests =
        files.stream()
            .filter(file -> file.path().startsWith(prefix))
            .collect(
                Collectors.toMap(
                    file -> file.path().substring(prefix.length()), FileEntry::digest));
    if (!digests.containsKey(NAME)) {
      return Optional.empty();
    }
    Path manifest = version.resolve(NAME);
    if (Files.size(manifest) > LARGEST) {
      return Optional.of(NAME + ": expected at most 16 MiB, found more");
    }
    return compare(Files.readString(manifest), new HashMap<>(digests));
  }

  private static Optional<String> compare(String manifest, Map<String, String> digests) {
    int number = 0;
    for (String line : manifest.lines().toList()) {
      number++;
      Matcher entry = LINE.matcher(line);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!entry.matches()) {
        return Optional.of(
            NAME
                + " line "
                + number
                + ": expected a SHA-256 digest, two spaces and a file's name, found \""
                + line
                + "\"");
      }
      String file = entry.group(2);
      String wanted = entry.group(1).toLowerCase(Locale.ROOT);
      String found = digests.get(file);
      if (!wanted.equals(found)) {
        return Optional.of(
            file
                + ": expected the SHA-256 digest "
                + wanted
                + " of "
                + NAME
                + ", found "
                + (found == null ? "no such file" : found)
                + "; it is served once its copy is whole");
      }
    }
    return Optional.empty();
  }
}
