package io.gyre.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatterTest {
  private final LineFormatter formatter = new LineFormatter();

  @Test
  void recordIsOneLineOfTimeLevelLoggerAndMessage() {
    assertThat(formatter.format(record(Level.WARNING, "it is late")))
        .isEqualTo("2026-11-22T10:00:00.120Z WARN  Clock: it is late\n");
  }

  @Test
  void messageThatAClientWroteCannotForgeALine() {
    assertThat(formatter.format(record(Level.INFO, "a\n2026 ERROR b\r")))
        .isEqualTo("2026-11-22T10:00:00.120Z INFO  Clock: a\\n2026 ERROR b\\r\n");
  }

  @Test
  void stackTraceFollowsOnLinesOfItsOwn() {
    LogRecord record = record(Level.SEVERE, "broken");
    record.setThrown(new IllegalStateException("why"));

    assertThat(formatter.format(record).lines().toList())
        .startsWith(
            "2026-11-22T10:00:00.120Z ERROR Clock: broken", "java.lang.IllegalStateException: why");
  }

  private static LogRecord record(Level level, String message) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName("io.gyre.time.Clock");
    record.setInstant(Instant.parse("2026-11-22T10:00:00.120Z"));
    return record;
  }
}
