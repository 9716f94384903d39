package io.gyre.bench.figure;

/**
 * One measured figure of an experiment.
 *
 * @param id the figure's fixed name
 * @param value what was measured
 * @param unit unit of {@code value} and {@code limit}
 * @param limit what it is held against, measured in the same run or fixed; NaN where there is none
 * @param ratio {@code value} over {@code limit}: of rates, the median of the interleaved pairs
 * @param runs how many times it was measured
 * @param spread largest less smallest of the runs, over their median
 * @param note further figures of the same run, for a reader
 */
public record Figure(
    String id,
    double value,
    String unit,
    double limit,
    double ratio,
    int runs,
    double spread,
    String note) {}
