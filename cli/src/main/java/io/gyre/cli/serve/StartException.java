package io.gyre.cli.serve;

/** The server can't start; the message says why and what to do, in one line. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }
}
