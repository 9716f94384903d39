package io.gyre.bench.figure;

import java.util.Arrays;
import java.util.List;

/**
 * Median and spread of repeated measurements.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param relative width of their middle half over the median: what one disturbed measurement among
 *     many doesn't change
 * @param count how many there are
 */
public record Spread(double median, double relative, int count) {
  /**
   * @param values at least one measurement
   */
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no measurement");
    }
    double median = quantile(sorted, 0.5);
    double width = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    return new Spread(median, median == 0 ? 0 : width / Math.abs(median), sorted.length);
  }

  /** Whether the last {@code count} values all lie within {@code tolerance} of each other. */
  public static boolean settled(List<Double> values, int count, double tolerance) {
    if (values.size() < count) {
      return false;
    }
    double[] last =
        values.subList(values.size() - count, values.size()).stream()
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    return last[count - 1] - last[0] <= tolerance * quantile(last, 0.5);
  }

  /** The ratios of two lists of equal length, pair by pair. */
  public static List<Double> ratios(List<Double> numerators, List<Double> denominators) {
    double[] ratios = new double[numerators.size()];
    Arrays.setAll(ratios, i -> numerators.get(i) / denominators.get(i));
    return Arrays.stream(ratios).boxed().toList();
  }

  /** The value below which {@code share} of the sorted values lie, between its two neighbours. */
  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
