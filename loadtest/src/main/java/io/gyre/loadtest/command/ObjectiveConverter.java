package io.gyre.loadtest.command;

import io.gyre.loadtest.search.Objective;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an objective like {@code p99=20ms} or {@code errors=0.1%}. */
final class ObjectiveConverter implements ITypeConverter<Objective> {
  private static final Pattern LATENCY = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,4})?)=(.+)");
  private static final Pattern ERRORS = Pattern.compile("errors=(\\d{1,3}(?:\\.\\d{1,4})?)%");

  @Override
  public Objective convert(String text) {
    Matcher latency = LATENCY.matcher(text);
    if (latency.matches() && Double.parseDouble(latency.group(1)) > 0) {
      long nanos = new DurationConverter().convert(latency.group(2)).toNanos();
      return new Objective.Latency(Double.parseDouble(latency.group(1)), nanos);
    }
    Matcher errors = ERRORS.matcher(text);
    if (errors.matches() && Double.parseDouble(errors.group(1)) <= 100) {
      return new Objective.Errors(Double.parseDouble(errors.group(1)));
    }
    throw new TypeConversionException(
        "expected an objective like p99=20ms or errors=0.1%, found '" + text + "'");
  }
}
