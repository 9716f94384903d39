package io.gyre.cli.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up the process's logging. */
public final class Logging {
  private Logging() {}

  /**
   * Sends records of {@code level} and above to standard error; libraries are heard from warnings
   * on.
   *
   * @return what changes the log while the process runs
   */
  public static ProcessLog start(Level level) {
    // What a client sends amiss is its own trouble: with a trace for each, it could fill the disk.
    Level transport = level.intValue() < Level.INFO.intValue() ? Level.WARNING : Level.SEVERE;
    Level libraries = level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING;
    String properties =
        """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.ConsoleHandler.formatter = %s
        .level = %s
        io.gyre.level = %s
        io.grpc.netty.level = %s
        io.grpc.internal.level = %s
        io.netty.level = %s
        """
            .formatted(
                LineFormatter.class.getName(),
                libraries.getName(),
                level.getName(),
                transport.getName(),
                transport.getName(),
                transport.getName());
    try {
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(properties.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProcessLog(level, Logger.getLogger("io.gyre"), Logger.getLogger(""));
  }
}
