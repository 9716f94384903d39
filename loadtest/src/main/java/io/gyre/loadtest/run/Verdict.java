package io.gyre.loadtest.run;

import java.util.Locale;

/** Whether the generator itself kept up, so that a run's figures tell of the server. */
public sealed interface Verdict {
  /** The generator kept up. */
  record Valid() implements Verdict {}

  /** The generator did not keep up; {@code reason} says how far it fell behind, and what to do. */
  record Invalid(String reason) implements Verdict {}

  /** The share of requests that must have left in time. */
  double PROMPT = 99;

  /**
   * Judges a run.
   *
   * @param mostLagNanos by which the generator may send late, but for one request in a hundred
   */
  static Verdict of(Measured measured, long mostLagNanos) {
    if (measured.scheduled() == 0) {
      return new Invalid("no request was due while it measured; ask for a longer --duration");
    }
    long lag = measured.sendLag().getValueAtPercentile(PROMPT);
    if (lag <= mostLagNanos) {
      return new Valid();
    }
    return new Invalid(
        String.format(
            Locale.ROOT,
            "the generator could not keep up: one request in a hundred left %.3f ms late or more"
                + " (%.3f ms are allowed by --max-lag); lower the rate, or use more --threads",
            lag / 1e6,
            mostLagNanos / 1e6));
  }
}
