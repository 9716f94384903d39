package io.gyre.cli.logging;

import java.io.PrintStream;

/**
 * The terminal behind standard error, where there is one: shows one line of progress that the next
 * replaces.
 */
public final class Terminal {
  private static final String CLEAR = "\r\033[K";

  private final PrintStream err;
  private final boolean attached;

  public Terminal(PrintStream err) {
    this.err = err;
    this.attached = isAttached();
  }

  /** Whether standard error is a terminal; the launcher knows, and Java can't tell. */
  static boolean isAttached() {
    return Boolean.getBoolean("gyre.terminal");
  }

  /** Shows {@code text} in place of the progress before it; nothing where there is no terminal. */
  public void progress(String text) {
    if (attached) {
      err.print(CLEAR + text);
      err.flush();
    }
  }

  /** Takes the progress away. */
  public void clear() {
    progress("");
  }

  public boolean attached() {
    return attached;
  }
}
