package io.gyre.loadtest.usage;

/** A load test that can't be run as asked; the message is one line that says what to change. */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message one line: what was expected, what was found, where, and what to do
   */
  public UsageException(String message) {
    super(message);
  }
}
