package io.gyre.cli.tune;

/** Learns how far a tuning has come. */
@FunctionalInterface
public interface TuneProgress {
  /**
   * Called before each trial.
   *
   * @param done share of the time, 0 to 1
   * @param candidate what is tried next
   */
  void at(double done, Candidate candidate);
}
