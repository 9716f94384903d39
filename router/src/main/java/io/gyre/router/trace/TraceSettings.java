package io.gyre.router.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which requests are traced, and where to.
 *
 * @param timestamps whether any are
 * @param rate one request in so many is, at least 1
 * @param count how many are in all; negative for no end
 * @param frequency traces in one file before the next is begun; 0 for all in one
 * @param file the path of the file; empty where the server has none
 */
public record TraceSettings(
    boolean timestamps, long rate, long count, long frequency, String file) {
  /** The one setting that may have several values, and is a list in JSON. */
  public static final String LEVEL = "trace_level";

  static final String RATE = "trace_rate";
  static final String COUNT = "trace_count";
  static final String FREQUENCY = "log_frequency";
  static final String FILE = "trace_file";
  static final String MODE = "trace_mode";

  /** The one form of traces that the protocol names and this server writes. */
  static final String TRITON = "triton";

  /** The settings of a server that nobody has told otherwise. */
  static TraceSettings atStart(String file) {
    return new TraceSettings(false, 1000, -1, 0, file);
  }

  TraceSettings withTimestamps(boolean on) {
    return new TraceSettings(on, rate, count, frequency, file);
  }

  TraceSettings withRate(long every) {
    return new TraceSettings(timestamps, every, count, frequency, file);
  }

  TraceSettings withCount(long most) {
    return new TraceSettings(timestamps, rate, most, frequency, file);
  }

  TraceSettings withFrequency(long perFile) {
    return new TraceSettings(timestamps, rate, count, perFile, file);
  }

  /** The settings by the protocol's names, numbers as texts. */
  public Map<String, List<String>> entries() {
    Map<String, List<String>> entries = new LinkedHashMap<>();
    entries.put(LEVEL, List.of(timestamps ? "TIMESTAMPS" : "OFF"));
    entries.put(RATE, List.of(Long.toString(rate)));
    entries.put(COUNT, List.of(Long.toString(count)));
    entries.put(FREQUENCY, List.of(Long.toString(frequency)));
    entries.put(FILE, List.of(file));
    entries.put(MODE, List.of(TRITON));
    return entries;
  }
}
