package io.gyre.loadtest.compare;

import io.gyre.loadtest.histogram.PackedHistogram;
import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report, read from the file that {@code --json} wrote.
 *
 * @param file where it was read
 * @param target the server's address
 * @param model what was asked for
 * @param loads by their description
 * @param highest what was searched for, where it was
 */
public record SavedReport(
    Path file,
    String target,
    String model,
    Map<String, SavedLoad> loads,
    Optional<SearchedRate> highest) {
  /**
   * Reads a report.
   *
   * @throws UsageException where the file is none
   */
  public static SavedReport read(Path file) {
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
      Map<String, SavedLoad> loads = new LinkedHashMap<>();
      for (JsonNode measurement : root.required("measurements")) {
        SavedLoad load = load(measurement);
        loads.merge(load.load(), load, SavedLoad::with);
      }
      String target = root.required("target").stringValue();
      return new SavedReport(
          file, target, root.required("model").stringValue(), loads, highest(root));
    } catch (IOException e) {
      throw new UsageException("can't read the report %s: %s".formatted(file, e));
    } catch (JacksonException e) {
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      throw unreadable(file, why);
    } catch (IllegalArgumentException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<SearchedRate> highest(JsonNode root) {
    JsonNode node = root.path("highest");
    return node.isObject()
        ? Optional.of(
            new SearchedRate(
                node.required("objective").stringValue(), node.path("rate").asDouble(0)))
        : Optional.empty();
  }

  private static UsageException unreadable(Path file, String why) {
    return new UsageException(
        "%s is no report that `gyre loadtest --json` wrote: %s".formatted(file, why));
  }

  private static SavedLoad load(JsonNode measurement) {
    double from = measurement.required("warm_up_s").doubleValue();
    double to = from + measurement.required("duration_s").doubleValue();
    List<SavedRun> runs = new ArrayList<>();
    int invalid = 0;
    for (JsonNode run : measurement.required("runs")) {
      if (run.required("valid").booleanValue()) {
        runs.add(run(run, from, to));
      } else {
        invalid++;
      }
    }
    String settings =
        "%s s measured, time-out %s s, %s threads, %s connections"
            .formatted(
                measurement.required("duration_s"),
                measurement.required("timeout_s"),
                measurement.required("threads"),
                measurement.required("connections"));
    return new SavedLoad(measurement.required("load").stringValue(), settings, runs, invalid);
  }

  private static SavedRun run(JsonNode run, double from, double to) {
    double rate = run.required("rate").doubleValue();
    Part whole =
        new Part(
            to - from,
            run.required("requests").longValue(),
            Math.round(rate * (to - from)),
            run.required("failed").longValue(),
            counts(run.required("latency")));
    List<Part> seconds = new ArrayList<>();
    for (JsonNode interval : run.required("intervals")) {
      double begin = Math.max(from, interval.required("from_s").doubleValue());
      double end = Math.min(to, interval.required("to_s").doubleValue());
      if (interval.required("to_s").doubleValue() > from) {
        seconds.add(part(interval, Math.max(0, end - begin)));
      }
    }
    return new SavedRun(whole, seconds, run.required("generator").required("cores").doubleValue());
  }

  private static Part part(JsonNode interval, double seconds) {
    return new Part(
        seconds,
        interval.required("requests").longValue(),
        interval.required("answered_in_time").longValue(),
        interval.required("failed").longValue(),
        counts(interval));
  }

  private static Part.Counts counts(JsonNode node) {
    return Part.Counts.of(new PackedHistogram(node.required("histogram").stringValue()).unpack());
  }
}
