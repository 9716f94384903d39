package io.gyre.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.ParameterValue;
import io.gyre.router.directory.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ProcessLogTest {
  private final Logger everything = Logger.getAnonymousLogger();
  private final Logger ours = Logger.getAnonymousLogger();
  private final List<String> written = new ArrayList<>();

  ProcessLogTest() {
    everything.setUseParentHandlers(false);
    ours.setParent(everything);
    everything.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (isLoggable(record)) {
              written.add(record.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  @Test
  void logsWhatItWasStartedWith() {
    ProcessLog log = new ProcessLog(Level.WARNING, ours, everything);
    assertThat(log.settings().info()).isFalse();
    assertThat(log.settings().warning()).isTrue();
    assertThat(log.settings().verboseLevel()).isZero();
    assertThat(logged()).containsExactly("error", "warning");
  }

  @Test
  void switchesEachKindByItself() {
    ProcessLog log = new ProcessLog(Level.INFO, ours, everything);
    change(log, "log_warning", new ParameterValue.Bool(false));
    assertThat(logged()).containsExactly("error", "info");
    change(log, "log_error", new ParameterValue.Bool(false));
    assertThat(logged()).containsExactly("info");
    change(log, "log_info", new ParameterValue.Bool(false));
    assertThat(logged()).isEmpty();
    change(log, "log_verbose_level", new ParameterValue.Int64(1));
    assertThat(logged()).containsExactly("debug");
    change(log, "log_error", new ParameterValue.Bool(true));
    assertThat(logged()).containsExactly("error", "debug");
  }

  @Test
  void changesNothingWhereOneChangeIsRefused() {
    ProcessLog log = new ProcessLog(Level.INFO, ours, everything);
    var before = log.settings();
    assertThat(
            log.change(
                Map.of(
                    "log_info",
                    new ParameterValue.Bool(false),
                    "log_file",
                    new ParameterValue.Text("/tmp/x"))))
        .isInstanceOf(Answer.Refused.class);
    assertThat(log.settings()).isEqualTo(before);
    assertThat(logged()).contains("info");
  }

  private static void change(ProcessLog log, String name, ParameterValue value) {
    assertThat(log.change(Map.of(name, value))).isInstanceOf(Answer.Found.class);
  }

  private List<String> logged() {
    written.clear();
    ours.severe("error");
    ours.warning("warning");
    ours.info("info");
    ours.fine("debug");
    return List.copyOf(written);
  }
}
