package io.gyre.cli.tune;

import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What all trials of a candidate gave.
 *
 * @param candidate which
 * @param rowsPerSecond the median of the trials
 * @param lower a quarter of the trials gave no more
 * @param upper a quarter of the trials gave no less
 * @param p50Micros half of the runs took no longer
 * @param p99Micros 99 of 100 runs took no longer
 * @param trials how many there were
 */
public record Measured(
    Candidate candidate,
    double rowsPerSecond,
    double lower,
    double upper,
    double p50Micros,
    double p99Micros,
    int trials) {
  /** The best first. */
  static final Comparator<Measured> BEST_FIRST =
      Comparator.comparingDouble(Measured::rowsPerSecond).reversed();

  static Measured of(Candidate candidate, List<Sample> samples) {
    double[] rates = samples.stream().mapToDouble(Sample::rowsPerSecond).sorted().toArray();
    Histogram latencies = new Histogram(3);
    samples.forEach(sample -> latencies.add(sample.latencies()));
    return new Measured(
        candidate,
        (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2,
        rates[rates.length / 4],
        rates[rates.length - 1 - rates.length / 4],
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        samples.size());
  }

  /** Half of what the middle half of the trials spans, as a share of the median. */
  double spread() {
    return rowsPerSecond == 0 ? 0 : (upper - lower) / 2 / rowsPerSecond;
  }
}
