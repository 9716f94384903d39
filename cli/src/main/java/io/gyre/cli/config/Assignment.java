package io.gyre.cli.config;

/**
 * A text that somebody gave for a key, not looked at yet.
 *
 * @param path the key's path as written
 * @param text the value as written; elements of a list joined by commas
 * @param form whether the file had a scalar, a list or nothing; elsewhere a scalar
 * @param source where it stands, for messages: {@code gyre.yaml:3}, {@code --http-port}, {@code
 *     GYRE_HTTP_PORT}
 */
public record Assignment(String path, String text, Form form, String source) {
  /** How a file writes a value. */
  public enum Form {
    SCALAR,
    LIST
  }

  /** A value from a flag or a variable. */
  public static Assignment of(Key<?> key, String text, String source) {
    return new Assignment(key.path(), text, Form.SCALAR, source);
  }
}
