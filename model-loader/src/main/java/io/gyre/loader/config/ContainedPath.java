package io.gyre.loader.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The rule that a path written in a configuration may not lead out of the folder that it is
 * relative to.
 */
final class ContainedPath {
  static final String EXPECTED = "a path that stays within its folder";

  private ContainedPath() {}

  static boolean isContained(String written) {
    try {
      Path path = Path.of(written);
      if (written.isEmpty() || path.isAbsolute()) {
        return false;
      }
      for (Path name : path) {
        if (name.toString().equals("..")) {
          return false;
        }
      }
      return true;
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
