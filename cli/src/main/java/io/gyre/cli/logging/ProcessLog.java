package io.gyre.cli.logging;

import io.gyre.inference.request.ParameterValue;
import io.gyre.router.directory.Answer;
import io.gyre.router.settings.LogControl;
import io.gyre.router.settings.LogSettings;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of this process, over {@code java.util.logging}, whose loggers it sets. */
public final class ProcessLog implements LogControl {
  private static final int TRACE_VERBOSITY = 2;

  private final Logger ours;
  private final Logger everything;
  private volatile LogSettings settings;

  /**
   * A log as it was configured.
   *
   * @param level least severity that is logged
   * @param ours the logger above all of the server's own
   * @param everything the logger above that, with the handlers
   */
  ProcessLog(Level level, Logger ours, Logger everything) {
    this.ours = ours;
    this.everything = everything;
    settings =
        new LogSettings(
            level.intValue() <= Level.INFO.intValue(),
            level.intValue() <= Level.WARNING.intValue(),
            level.intValue() <= Level.SEVERE.intValue(),
            verbosity(level),
            LogSettings.DEFAULT_FORMAT);
    for (Handler handler : everything.getHandlers()) {
      handler.setFilter(this::isLogged);
    }
    apply();
  }

  @Override
  public LogSettings settings() {
    return settings;
  }

  @Override
  public synchronized Answer<LogSettings> change(Map<String, ParameterValue> changes) {
    Answer<LogSettings> answer = settings.with(changes);
    if (answer instanceof Answer.Found(LogSettings changed)) {
      settings = changed;
      apply();
    }
    return answer;
  }

  /** Lets through what the loggers' levels can't tell: one kind may be on and a graver one off. */
  private boolean isLogged(LogRecord record) {
    LogSettings now = settings;
    int level = record.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      return now.error();
    }
    if (level >= Level.WARNING.intValue()) {
      return now.warning();
    }
    return level < Level.CONFIG.intValue() || now.info();
  }

  private void apply() {
    Level least = least(settings);
    ours.setLevel(least);
    everything.setLevel(least.intValue() > Level.WARNING.intValue() ? least : Level.WARNING);
  }

  private static Level least(LogSettings settings) {
    if (settings.verboseLevel() > 0) {
      return settings.verboseLevel() >= TRACE_VERBOSITY ? Level.FINEST : Level.FINE;
    }
    if (settings.info()) {
      return Level.INFO;
    }
    if (settings.warning()) {
      return Level.WARNING;
    }
    return settings.error() ? Level.SEVERE : Level.OFF;
  }

  private static int verbosity(Level level) {
    if (level.intValue() > Level.FINE.intValue()) {
      return 0;
    }
    return level.intValue() > Level.FINER.intValue() ? 1 : TRACE_VERBOSITY;
  }
}
