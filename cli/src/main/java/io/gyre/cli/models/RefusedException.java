package io.gyre.cli.models;

/** A server doesn't do what it was asked for; the message says why, in the server's words. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
