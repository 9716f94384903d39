package io.gyre.loader.config;

/**
 * One mistake in a configuration, for the person who has to mend it.
 *
 * @param file the file's name, relative to the model's folder
 * @param line line in the file, from 1; 0 where the mistake is in no line
 * @param field path of the field, such as {@code input[0].dims}; empty where the mistake is in no
 *     field
 * @param expected what would be right
 * @param found what is there
 */
public record Mistake(String file, int line, String field, String expected, String found) {
  /** One line: {@code config.pbtxt:7: input[0].dims: expected …, found …}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + "expected "
        + expected
        + ", found "
        + found;
  }
}
