package io.gyre.loader.config;

/**
 * A field of a configuration file, where a mistake can be.
 *
 * @param path its path as people read it, such as {@code input[0].dims}; empty for the whole file
 * @param line its line, from 1; where it isn't written, that of the field around it; 0 where there
 *     is none
 * @param lines lines of the file
 * @param prefix what the paths of the fields within it start with
 */
record Place(String path, int line, FieldLines lines, String prefix) {
  static Place file(FieldLines lines) {
    return new Place("", 0, lines, "");
  }

  /** The field of that name, as a whole. */
  Place at(String name) {
    return inside(name, prefix + name, prefix + name + "[0].");
  }

  /** The value of that index of a repeated field. */
  Place at(String name, int index) {
    String indexed = name + "[" + index + "]";
    return inside(indexed, prefix + indexed, prefix + indexed + ".");
  }

  /** Whether the field of that name is written, be it with its default value. */
  boolean writes(String name) {
    return lines.line(prefix + name) > 0;
  }

  Mistake mistake(String expected, Object found) {
    return new Mistake(ConfigurationFile.NAME, line, path, expected, String.valueOf(found));
  }

  private Place inside(String shown, String key, String within) {
    int written = lines.line(key);
    return new Place(
        path.isEmpty() ? shown : path + "." + shown, written > 0 ? written : line, lines, within);
  }
}
