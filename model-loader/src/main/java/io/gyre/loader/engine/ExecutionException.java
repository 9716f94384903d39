package io.gyre.loader.engine;

/** A run of a model failed; the message is the engine's own. */
public final class ExecutionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean lacksMemory;

  public ExecutionException(String message) {
    this(message, false);
  }

  private ExecutionException(String message, boolean lacksMemory) {
    super(message);
    this.lacksMemory = lacksMemory;
  }

  /** A run for which there was no memory, and later may be. */
  public static ExecutionException lackOfMemory(String message) {
    return new ExecutionException(message, true);
  }

  /** Whether the same run may do once memory is free. */
  public boolean lacksMemory() {
    return lacksMemory;
  }
}
