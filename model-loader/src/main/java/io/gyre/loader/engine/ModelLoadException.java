package io.gyre.loader.engine;

/**
 * A model can't be loaded. The message tells its owner what was expected, what was found, and what
 * to do.
 */
public final class ModelLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean fileAtFault;

  /**
   * @param fileAtFault whether the file or its configuration is to blame, so that trying again,
   *     here or elsewhere, can't help until it changes
   */
  public ModelLoadException(boolean fileAtFault, String message) {
    super(message);
    this.fileAtFault = fileAtFault;
  }

  public boolean fileAtFault() {
    return fileAtFault;
  }
}
