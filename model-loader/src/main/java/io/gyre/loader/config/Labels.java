package io.gyre.loader.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The rule of {@code label_filename}: a file of the model's folder with one class name a line, in
 * UTF-8.
 */
final class Labels {
  private static final long MOST_BYTES = 64L << 20;

  private Labels() {}

  static List<String> read(Path directory, String filename, Place place, List<Mistake> mistakes) {
    if (filename.isEmpty() || !ContainedPath.isContained(filename)) {
      return List.of();
    }
    Path file = directory.resolve(filename);
    String expected = "a text file with one label a line in the model's folder";
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        mistakes.add(place.mistake(expected, filename + ", a folder or a special file"));
        return List.of();
      }
      if (attributes.size() > MOST_BYTES) {
        mistakes.add(place.mistake(expected, filename + " with " + attributes.size() + " bytes"));
        return List.of();
      }
      return Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      mistakes.add(place.mistake(expected, "no file " + filename));
    } catch (CharacterCodingException _) {
      mistakes.add(place.mistake(expected, filename + ", which is not UTF-8"));
    } catch (IOException e) {
      mistakes.add(place.mistake(expected, filename + ", which can't be read: " + e));
    }
    return List.of();
  }
}
