package io.gyre.cli.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One line for each record: UTC time, level, logger, message; a stack trace follows on lines of its
 * own.
 */
public final class LineFormatter extends Formatter {
  /** Goes to the start of a terminal's line and clears it: progress may stand there. */
  private static final String CLEAR = "\r\033[K";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final String start = Terminal.isAttached() ? CLEAR : "";

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160).append(start);
    TIME.formatTo(record.getInstant(), line);
    line.append(' ').append(name(record.getLevel())).append(' ');
    line.append(shortName(record.getLoggerName())).append(": ");
    line.append(formatMessage(record).replace("\n", "\\n").replace("\r", "\\r")).append('\n');
    if (record.getThrown() != null) {
      line.append(stackTrace(record.getThrown()));
    }
    return line.toString();
  }

  private static String name(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    if (value >= Level.INFO.intValue()) {
      return "INFO ";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  /** The class's own name without its packages. */
  private static String shortName(@Nullable String logger) {
    return logger == null ? "gyre" : logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
