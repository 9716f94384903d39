package io.gyre.loadtest.compare;

import org.jspecify.annotations.Nullable;

/**
 * How a figure of one report differs from that of another.
 *
 * @param figure what is compared
 * @param a in the first report
 * @param b in the second
 * @param range of the change; none where there is too little to tell from
 */
public record Change(Figure figure, double a, double b, @Nullable Range range) {
  /** What a change amounts to. */
  public enum Judgement {
    /** Surely worse by more than is tolerated. */
    WORSE,
    /** Surely better by more than is tolerated. */
    BETTER,
    /** Surely neither. */
    SAME,
    /** The interval is too wide to tell. */
    UNSURE,
    /** There is nothing to compare: no good answers. */
    NONE
  }

  /** By how much: see {@link Figure#change}. */
  public double change() {
    return figure.change(a, b);
  }

  /** What the change amounts to; without an interval, the figures themselves are believed. */
  public Judgement judgement(double tolerance) {
    double change = change();
    if (!Double.isFinite(change)) {
      return Judgement.NONE;
    }
    Range known = range == null ? new Range(change, change) : range;
    double low = figure.moreIsBetter() ? -known.high() : known.low();
    double high = figure.moreIsBetter() ? -known.low() : known.high();
    double tolerated = figure.tolerated(a, tolerance);
    if (low > tolerated) {
      return Judgement.WORSE;
    }
    if (high < -tolerated) {
      return Judgement.BETTER;
    }
    return low >= -tolerated && high <= tolerated ? Judgement.SAME : Judgement.UNSURE;
  }
}
