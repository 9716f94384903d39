package io.gyre.bench.figure;

import java.util.Arrays;
import java.util.List;

/** Median and spread of repeated measurements. */
public record Spread(double median, double relative) {
  /**
   * @param values at least one measurement
   */
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no measurement");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    double range = sorted[sorted.length - 1] - sorted[0];
    return new Spread(median, median == 0 ? 0 : range / Math.abs(median));
  }

  /** Whether the last {@code count} values agree within {@code tolerance} of their median. */
  public static boolean settled(List<Double> values, int count, double tolerance) {
    return values.size() >= count
        && of(values.subList(values.size() - count, values.size())).relative() <= tolerance;
  }

  /** The ratios of two lists of equal length, pair by pair. */
  public static List<Double> ratios(List<Double> numerators, List<Double> denominators) {
    double[] ratios = new double[numerators.size()];
    Arrays.setAll(ratios, i -> numerators.get(i) / denominators.get(i));
    return Arrays.stream(ratios).boxed().toList();
  }
}
