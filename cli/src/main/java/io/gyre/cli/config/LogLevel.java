package io.gyre.cli.config;

import java.util.logging.Level;

/** Least severity that is logged. */
public enum LogLevel {
  ERROR(Level.SEVERE),
  WARN(Level.WARNING),
  INFO(Level.INFO),
  DEBUG(Level.FINE),
  TRACE(Level.FINEST);

  private final Level level;

  LogLevel(Level level) {
    this.level = level;
  }

  /** The level of the logging library that it stands for. */
  public Level level() {
    return level;
  }
}
