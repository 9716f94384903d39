package io.gyre.loadtest.compare;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A stretch of a run, as a report tells of it.
 *
 * @param seconds of it that were measured
 * @param requests that were meant to leave
 * @param answeredInTime good answers that came before the load ended
 * @param failed requests that failed
 * @param latency of the good answers, in nanoseconds
 */
record Part(double seconds, long requests, long answeredInTime, long failed, Counts latency) {
  /** Latencies and how often each came: a histogram without its empty places. */
  static final class Counts {
    private final long[] values;
    private final long[] counts;

    private Counts(long[] values, long[] counts) {
      this.values = values;
      this.counts = counts;
    }

    static Counts of(Histogram histogram) {
      long[] values = new long[(int) Math.min(histogram.getTotalCount(), 1 << 16)];
      long[] counts = new long[values.length];
      int size = 0;
      for (HistogramIterationValue each : histogram.recordedValues()) {
        values[size] = each.getValueIteratedTo();
        counts[size++] = each.getCountAtValueIteratedTo();
      }
      return new Counts(Arrays.copyOf(values, size), Arrays.copyOf(counts, size));
    }

    void addTo(Histogram sum) {
      for (int i = 0; i < values.length; i++) {
        sum.recordValueWithCount(values[i], counts[i]);
      }
    }
  }
}
