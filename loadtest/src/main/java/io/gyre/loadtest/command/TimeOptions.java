package io.gyre.loadtest.command;

import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.Window;
import io.gyre.loadtest.schedule.TraceSchedule;
import io.gyre.loadtest.usage.UsageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how long things take. */
final class TimeOptions {
  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "how long to measure; default: 30s, or 10s for each trial of --find-max")
  private @Nullable Duration duration;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "3s",
      converter = DurationConverter.class,
      description = "load before that, which is not measured; default: ${DEFAULT-VALUE}")
  private Duration warmUp;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "after which a request is given up; default: ${DEFAULT-VALUE}")
  private Duration timeout;

  @Option(
      names = "--max-lag",
      paramLabel = "TIME",
      defaultValue = "1ms",
      converter = DurationConverter.class,
      description =
          "the run is invalid where one request in 100 left later; default: ${DEFAULT-VALUE}")
  private Duration maxLag;

  @SuppressWarnings("NullAway.Init") // picocli sets the options
  TimeOptions() {}

  /**
   * The stretch to measure, as asked for.
   *
   * @param trial whether it is one of a search
   */
  Window window(boolean trial) {
    Duration length = duration != null ? duration : Duration.ofSeconds(trial ? 10 : 30);
    if (length.isZero() || timeout.isZero()) {
      throw new UsageException("--duration and --timeout must be above 0");
    }
    return new Window(warmUp.toNanos(), warmUp.plus(length).toNanos());
  }

  /**
   * The stretch to measure of {@code load}, as asked for, which ends with its trace where it has
   * one.
   */
  Window window(Load load, boolean trial) {
    Window asked = window(trial);
    if (load instanceof Load.OpenLoop(TraceSchedule trace)) {
      if (trace.lastNanos() < asked.fromNanos()) {
        throw new UsageException(
            "the trace ends within the warm-up; use a shorter --warm-up, such as 0s");
      }
      return new Window(asked.fromNanos(), Math.min(asked.toNanos(), trace.lastNanos() + 1));
    }
    return asked;
  }

  long timeoutNanos() {
    return timeout.toNanos();
  }

  long mostLagNanos() {
    return maxLag.toNanos();
  }
}
