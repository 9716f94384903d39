package io.gyre.loadtest.command;

import io.gyre.loadtest.search.Slo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an objective like {@code p99=20ms}. */
final class SloConverter implements ITypeConverter<Slo> {
  private static final Pattern FORM = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,4})?)=(.+)");

  @Override
  public Slo convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "expected an objective like p99=20ms, found '" + text + "'");
    }
    long nanos = new DurationConverter().convert(matcher.group(2)).toNanos();
    return new Slo(Double.parseDouble(matcher.group(1)), nanos);
  }
}
