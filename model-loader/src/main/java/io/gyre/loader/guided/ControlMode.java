package io.gyre.loader.guided;

/** What decides which models are loaded. */
public enum ControlMode {
  /** The directory as it is at the start. */
  NONE,
  /** The directory as it changes. */
  POLL,
  /** A list, and requests to load and unload. */
  EXPLICIT
}
