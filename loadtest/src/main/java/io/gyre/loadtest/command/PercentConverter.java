package io.gyre.loadtest.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share like {@code 5%} as 0.05. */
final class PercentConverter implements ITypeConverter<Double> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,4})?)%");

  @Override
  public Double convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("expected a share like 5%, found '" + text + "'");
    }
    return Double.parseDouble(matcher.group(1)) / 100;
  }
}
