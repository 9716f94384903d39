package io.gyre.loader.desired;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Contents of files that were given to load, each set in a folder named by its digest. A path may
 * be of a few plain names only, so that none leads anywhere else, however it is read.
 *
 * @param root the folder of all sets, there or not
 */
public record GivenFiles(Path root) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int MOST_NAMES = 8;

  /** What a path is expected to be. */
  public static final String EXPECTED =
      "VERSION/NAME, where VERSION is an integer from 1 and NAME has letters, digits, '_', '-' and"
          + " '.' only, such as 1/model.onnx";

  /** Whether files may be kept under this path. */
  public static boolean isPath(String path) {
    String[] names = path.split("/", -1);
    if (names.length < 2 || names.length > MOST_NAMES || !VERSION.matcher(names[0]).matches()) {
      return false;
    }
    return Stream.of(names).allMatch(GivenFiles::isName);
  }

  /** Whether a model that has no folder may have this name, or a part of a path. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith(".tmp");
  }

  /**
   * Keeps a set of files for a model, whole or not at all; the result names it.
   *
   * @param files contents by path, each of which {@link #isPath}
   */
  public String keep(String model, Map<String, ByteString> files) throws IOException {
    String digest = digest(model, files);
    Path place = root.resolve(digest);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return digest;
    }
    Files.createDirectories(root);
    Path arriving = Files.createTempDirectory(root, ".arriving-");
    try {
      for (Map.Entry<String, ByteString> file : files.entrySet()) {
        Path target = arriving.resolve(model).resolve(file.getKey());
        if (!isPath(file.getKey()) || !target.normalize().startsWith(arriving)) {
          throw new IOException("expected " + EXPECTED + ", found " + file.getKey());
        }
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue().toByteArray());
      }
      Files.move(arriving, place, StandardCopyOption.ATOMIC_MOVE);
      return digest;
    } finally {
      delete(arriving);
    }
  }

  /** Deletes every set but these. */
  public void retain(Set<String> digests) throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> sets = Files.list(root)) {
      for (Path set : sets.toList()) {
        String name = set.getFileName().toString();
        if (!name.startsWith(".") && !digests.contains(name)) {
          delete(set);
        }
      }
    }
  }

  /** Deletes a folder, without following links out of it. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static String digest(String model, Map<String, ByteString> files) {
    MessageDigest digest = sha256();
    digest.update((model + "\0").getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(files)
        .forEach((path, content) -> {
          digest.update((path + "\0" + content.size() + "\0").getBytes(StandardCharsets.UTF_8));
          digest.update(content.asReadOnlyByteBuffer());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
