package io.gyre.router.settings;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a process logs.
 *
 * @param info whether informing records are logged
 * @param warning whether warnings are
 * @param error whether errors are
 * @param verboseLevel how much is logged beyond that; 0 for nothing
 * @param format the name of the lines' form, one of {@link #DEFAULT_FORMAT} and {@link #ISO8601}
 */
public record LogSettings(
    boolean info, boolean warning, boolean error, long verboseLevel, String format) {
  /** The server's own form, whose times are those of ISO 8601 as well. */
  public static final String DEFAULT_FORMAT = "default";

  /** The form whose times are those of ISO 8601. */
  public static final String ISO8601 = "ISO8601";

  private static final long UINT32 = 0xFFFF_FFFFL;

  /** The settings by the protocol's names. */
  public Map<String, ParameterValue> entries() {
    Map<String, ParameterValue> entries = new LinkedHashMap<>();
    entries.put("log_file", new ParameterValue.Text(""));
    entries.put("log_info", new ParameterValue.Bool(info));
    entries.put("log_warning", new ParameterValue.Bool(warning));
    entries.put("log_error", new ParameterValue.Bool(error));
    entries.put("log_verbose_level", new ParameterValue.Int64(verboseLevel));
    entries.put("log_format", new ParameterValue.Text(format));
    return entries;
  }

  /** These settings with {@code changes}, or why one of them can't be made. */
  public Answer<LogSettings> with(Map<String, ParameterValue> changes) {
    LogSettings changed = this;
    for (var change : changes.entrySet()) {
      switch (changed.with(change.getKey(), change.getValue())) {
        case Answer.Found(LogSettings next) -> changed = next;
        case Answer.Refused<LogSettings> refused -> {
          return refused;
        }
      }
    }
    return new Answer.Found<>(changed);
  }

  private Answer<LogSettings> with(String name, ParameterValue value) {
    return switch (name) {
      case "log_info" ->
          flag(name, value, on -> new LogSettings(on, warning, error, verboseLevel, format));
      case "log_warning" ->
          flag(name, value, on -> new LogSettings(info, on, error, verboseLevel, format));
      case "log_error" ->
          flag(name, value, on -> new LogSettings(info, warning, on, verboseLevel, format));
      case "log_verbose_level" ->
          value instanceof ParameterValue.Int64(long level) && level >= 0 && level <= UINT32
              ? new Answer.Found<>(new LogSettings(info, warning, error, level, format))
              : mistake(name, "an integer from 0 to " + UINT32, value);
      case "log_format" ->
          value instanceof ParameterValue.Text(String form)
                  && (form.equals(DEFAULT_FORMAT) || form.equals(ISO8601))
              ? new Answer.Found<>(new LogSettings(info, warning, error, verboseLevel, form))
              : mistake(name, "'" + DEFAULT_FORMAT + "' or '" + ISO8601 + "'", value);
      case "log_file" ->
          value instanceof ParameterValue.Text(String file)
              ? file(file)
              : mistake(name, "a text", value);
      default ->
          refused(
              "there is no log setting '%s': expected one of %s"
                  .formatted(name, entries().keySet()));
    };
  }

  private static Answer<LogSettings> flag(
      String name, ParameterValue value, Function<Boolean, LogSettings> changed) {
    return value instanceof ParameterValue.Bool(boolean on)
        ? new Answer.Found<>(changed.apply(on))
        : mistake(name, "true or false", value);
  }

  /** A client that could name a file could overwrite any that the server may write. */
  private Answer<LogSettings> file(String file) {
    return file.isEmpty()
        ? new Answer.Found<>(this)
        : new Answer.Refused<>(
            Refusal.of(
                Refusal.Reason.UNSUPPORTED,
                "log_file can't be changed over the network: the log goes to standard error;"
                    + " redirect that where the server is started"));
  }

  private static Answer<LogSettings> mistake(String name, String expected, ParameterValue value) {
    return refused("expected %s to be %s, found %s".formatted(name, expected, text(value)));
  }

  private static Answer<LogSettings> refused(String message) {
    return new Answer.Refused<>(Refusal.invalid(message));
  }

  private static String text(ParameterValue value) {
    return switch (value) {
      case ParameterValue.Bool(boolean flag) -> String.valueOf(flag);
      case ParameterValue.Int64(long number) -> String.valueOf(number);
      case ParameterValue.Uint64(long number) -> Long.toUnsignedString(number);
      case ParameterValue.Fp64(double number) -> String.valueOf(number);
      case ParameterValue.Text(String words) -> "'" + words + "'";
    };
  }
}
