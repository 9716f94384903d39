package io.gyre.loader.engine;

/** A run of a model failed; the message is the engine's own. */
public final class ExecutionException extends Exception {
  private static final long serialVersionUID = 1L;

  public ExecutionException(String message) {
    super(message);
  }
}
