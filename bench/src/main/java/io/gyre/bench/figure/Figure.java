package io.gyre.bench.figure;

/**
 * One measured figure of an experiment.
 *
 * @param id the figure's fixed name
 * @param value what was measured
 * @param unit unit of {@code value} and {@code limit}
 * @param limit what it is held against, measured in the same run or fixed; NaN where there is none
 * @param ratio {@code value} over {@code limit}: of what was measured in turns, the median of the
 *     pairs; NaN where there is no limit
 * @param runs how many times it was measured
 * @param spread width of the middle half of the runs, over their median
 * @param asked what is asked of it
 * @param note further findings of the same run, for a reader
 */
public record Figure(
    String id,
    double value,
    String unit,
    double limit,
    double ratio,
    int runs,
    double spread,
    Asked asked,
    String note) {
  /** The median of repeated measurements, held against a fixed limit. */
  public static Figure ofRuns(
      String id, Spread runs, String unit, double limit, Asked asked, String note) {
    return new Figure(
        id,
        runs.median(),
        unit,
        limit,
        runs.median() / limit,
        runs.count(),
        runs.relative(),
        asked,
        note);
  }

  /** Whether it is as asked. */
  public boolean isMet() {
    return asked.isMet(value, ratio);
  }
}
