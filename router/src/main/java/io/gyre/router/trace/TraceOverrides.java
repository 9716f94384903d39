package io.gyre.router.trace;

import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were changed by request: of all models, or of one over those of all.
 *
 * @param byName what each changes, by the protocol's name
 */
record TraceOverrides(Map<String, UnaryOperator<TraceSettings>> byName) {
  static final TraceOverrides NONE = new TraceOverrides(Map.of());

  TraceOverrides {
    byName = Map.copyOf(byName);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** {@code base} as these change it. */
  TraceSettings over(TraceSettings base) {
    TraceSettings result = base;
    for (UnaryOperator<TraceSettings> change : byName.values()) {
      result = change.apply(result);
    }
    return result;
  }

  /**
   * These with {@code changes}, where no value takes an override back; or why one can't be made.
   *
   * @param file the path that the server writes traces to
   */
  Answer<TraceOverrides> with(Map<String, List<String>> changes, String file) {
    Map<String, UnaryOperator<TraceSettings>> changed = new HashMap<>(byName);
    for (var change : changes.entrySet()) {
      String name = change.getKey();
      if (change.getValue().isEmpty() && TraceSettings.atStart(file).entries().containsKey(name)) {
        changed.remove(name);
        continue;
      }
      switch (parse(name, change.getValue(), file)) {
        case Answer.Found(var operator) -> changed.put(name, operator);
        case Answer.Refused(Refusal refusal) -> {
          return new Answer.Refused<>(refusal);
        }
      }
    }
    return new Answer.Found<>(new TraceOverrides(changed));
  }

  private static Answer<UnaryOperator<TraceSettings>> parse(
      String name, List<String> values, String file) {
    return switch (name) {
      case TraceSettings.LEVEL -> level(values, file);
      case TraceSettings.RATE -> number(name, values, 1, n -> settings -> settings.withRate(n));
      case TraceSettings.COUNT -> number(name, values, -1, n -> settings -> settings.withCount(n));
      case TraceSettings.FREQUENCY ->
          number(name, values, 0, n -> settings -> settings.withFrequency(n));
      case TraceSettings.MODE -> onlyOne(name, values, TraceSettings.TRITON);
      // A client that could name a file could overwrite any that the server may write.
      case TraceSettings.FILE -> onlyOne(name, values, file);
      default ->
          invalid(
              "there is no trace setting '%s': expected one of %s"
                  .formatted(name, TraceSettings.atStart(file).entries().keySet()));
    };
  }

  private static Answer<UnaryOperator<TraceSettings>> level(List<String> values, String file) {
    if (values.equals(List.of("OFF"))) {
      return new Answer.Found<>(settings -> settings.withTimestamps(false));
    }
    if (!values.equals(List.of("TIMESTAMPS"))) {
      return invalid("expected trace_level to be OFF or TIMESTAMPS, found " + values);
    }
    if (file.isEmpty()) {
      return invalid(
          "nothing can be traced, as the server has no trace file: start it with --set trace.file=FILE");
    }
    return new Answer.Found<>(settings -> settings.withTimestamps(true));
  }

  private static Answer<UnaryOperator<TraceSettings>> number(
      String name, List<String> values, long least, LongFunction<UnaryOperator<TraceSettings>> to) {
    Long number = values.size() == 1 ? parse(values.getFirst()) : null;
    return number == null || number < least
        ? invalid(
            "expected %s to be an integer from %d up, found %s".formatted(name, least, values))
        : new Answer.Found<>(to.apply(number));
  }

  private static @Nullable Long parse(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static Answer<UnaryOperator<TraceSettings>> onlyOne(
      String name, List<String> values, String only) {
    return values.equals(List.of(only))
        ? new Answer.Found<>(UnaryOperator.identity())
        : new Answer.Refused<>(
            Refusal.of(
                Refusal.Reason.UNSUPPORTED,
                "%s is '%s' and can't be changed over the network".formatted(name, only)));
  }

  private static Answer<UnaryOperator<TraceSettings>> invalid(String message) {
    return new Answer.Refused<>(Refusal.invalid(message));
  }
}
