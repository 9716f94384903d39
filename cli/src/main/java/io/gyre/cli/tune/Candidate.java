package io.gyre.cli.tune;

import java.util.Comparator;

/**
 * One way to run a model.
 *
 * @param rows rows of each batch
 * @param instances batches that run at one time
 * @param threads threads of one run
 */
public record Candidate(int rows, int instances, int threads) implements Comparable<Candidate> {
  /** The cheapest first: fewer threads at work, then smaller batches, whose answers come sooner. */
  private static final Comparator<Candidate> ORDER =
      Comparator.<Candidate>comparingInt(one -> one.instances() * one.threads())
          .thenComparingInt(Candidate::rows)
          .thenComparingInt(Candidate::threads);

  @Override
  public int compareTo(Candidate other) {
    return ORDER.compare(this, other);
  }
}
