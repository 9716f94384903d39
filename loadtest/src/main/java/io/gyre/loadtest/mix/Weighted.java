package io.gyre.loadtest.mix;

import io.gyre.loadtest.usage.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A value, and how often it is wanted beside others.
 *
 * @param value the value
 * @param weight not below 0
 */
public record Weighted<T>(T value, double weight) {
  /**
   * Reads values like {@code 1} and {@code 8=2}, where the weight is 1 if it is left out.
   *
   * @param option whose values they are
   * @param read reads a value; throws NumberFormatException where it is none
   * @throws UsageException where one can't be read, is there twice, or all weights are 0
   */
  public static <T> List<Weighted<T>> parse(
      String option, List<String> texts, Function<String, T> read) {
    List<Weighted<T>> all = new ArrayList<>();
    Set<T> seen = new HashSet<>();
    double sum = 0;
    for (String text : texts) {
      Weighted<T> weighted = one(option, text, read);
      if (!seen.add(weighted.value())) {
        throw new UsageException("%s has %s twice".formatted(option, weighted.value()));
      }
      sum += weighted.weight();
      all.add(weighted);
    }
    if (!(sum > 0)) {
      throw new UsageException("the weights of %s are all 0; give one above 0".formatted(option));
    }
    return all;
  }

  private static <T> Weighted<T> one(String option, String text, Function<String, T> read) {
    int equals = text.lastIndexOf('=');
    String value = equals < 0 ? text : text.substring(0, equals);
    double weight = equals < 0 ? 1 : weight(option, text, text.substring(equals + 1));
    try {
      if (!value.isEmpty()) {
        return new Weighted<>(read.apply(value), weight);
      }
    } catch (NumberFormatException e) {
      // Falls to the line below, which shows the text.
    }
    throw new UsageException(
        "expected VALUE or VALUE=WEIGHT after %s, found '%s'".formatted(option, text));
  }

  private static double weight(String option, String text, String weight) {
    try {
      double number = Double.parseDouble(weight);
      if (number >= 0 && number <= 1e9) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls to the line below, which shows the text.
    }
    throw new UsageException(
        "%s %s: expected a weight from 0 to 1e9 after the '=', found '%s'"
            .formatted(option, text, weight));
  }
}
