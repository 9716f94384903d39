package io.gyre.loadtest.search;

/**
 * A rate that was tried.
 *
 * @param rate requests per second
 * @param result what came of it
 */
public record Trial(double rate, Result result) {
  /** What came of a trial. */
  public enum Result {
    /** The objective was kept. */
    HELD,
    /** The objective was missed. */
    MISSED,
    /** The generator could not keep up, so that nothing is known of the server. */
    GENERATOR_FELL_BEHIND
  }

  boolean held() {
    return result == Result.HELD;
  }
}
