package io.gyre.loader.repository;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The rules of names in a repository: what is a model, a version, and what is to be overlooked. */
final class RepositoryNames {
  /** No leading zero, so that no two folders are the same version; 18 digits fit a long. */
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

  private RepositoryNames() {}

  /** Whether the name is one that tools give to what is unfinished or their own. */
  static boolean isOverlooked(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || name.endsWith(".tmp");
  }

  /** Whether a folder of that name is a model: one that a client can ask for and a log can show. */
  static boolean isModel(Path path) {
    return !isOverlooked(path)
        && path.getFileName().toString().codePoints().noneMatch(Character::isISOControl);
  }

  /** The version that a folder of that name holds; empty where it is none. */
  static OptionalLong version(Path path) {
    String name = path.getFileName().toString();
    return VERSION.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name))
        : OptionalLong.empty();
  }
}
