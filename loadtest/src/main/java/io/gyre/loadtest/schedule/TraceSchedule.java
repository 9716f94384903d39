package io.gyre.loadtest.schedule;

import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;

/** Requests at the times of a recording. */
public final class TraceSchedule implements Schedule {
  private final long[] times;

  private TraceSchedule(long[] times) {
    this.times = times;
  }

  /**
   * Reads a file of seconds, one number a line, never decreasing. The first is when the load
   * starts.
   *
   * @throws UsageException where it can't be read, or is not like that
   */
  public static TraceSchedule read(Path file) {
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw new UsageException("the trace " + file + " is empty; expected seconds, one a line");
    }
    long[] times = new long[lines.size()];
    double first = 0;
    for (int i = 0; i < times.length; i++) {
      double seconds = seconds(file, i + 1, lines.get(i));
      first = i == 0 ? seconds : first;
      times[i] = Math.round((seconds - first) * 1e9);
      if (i > 0 && times[i] < times[i - 1]) {
        throw new UsageException(
            "%s:%d: times must not decrease, found %s after %s"
                .formatted(file, i + 1, lines.get(i).strip(), lines.get(i - 1).strip()));
      }
    }
    return new TraceSchedule(times);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new UsageException("the trace " + file + " is no text; expected seconds, one a line");
    } catch (IOException e) {
      throw new UsageException("can't read the trace " + e.getMessage());
    }
  }

  private static double seconds(Path file, int number, String line) {
    try {
      double seconds = Double.parseDouble(line.strip());
      if (Double.isFinite(seconds) && seconds >= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Falls to the line below, which names the place.
    }
    throw new UsageException(
        "%s:%d: expected a number of seconds, not below 0, found '%s'"
            .formatted(file, number, line));
  }

  /** When the last request leaves, in nanoseconds from the start of the load. */
  public long lastNanos() {
    return times[times.length - 1];
  }

  @Override
  public PrimitiveIterator.OfLong sendTimes() {
    return Arrays.stream(times).iterator();
  }

  @Override
  public String description() {
    return "a trace of " + times.length + " requests";
  }
}
