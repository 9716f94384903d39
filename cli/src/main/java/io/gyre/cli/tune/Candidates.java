package io.gyre.cli.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The ways to run a model that are worth trying on a machine. */
final class Candidates {
  private Candidates() {}

  /**
   * Batches of powers of two and the largest, each with every division of the cores, or a part of
   * them, among instances and threads in powers of two.
   *
   * @param maxRows largest batch; 1 where the model can't batch
   */
  static List<Candidate> of(int maxRows, int cores) {
    Set<Candidate> candidates = new TreeSet<>();
    for (int rows : upTo(maxRows)) {
      for (int instances : upTo(cores)) {
        for (int threads : upTo(cores / instances)) {
          candidates.add(new Candidate(rows, instances, threads));
        }
      }
    }
    return List.copyOf(candidates);
  }

  private static Set<Integer> upTo(int most) {
    Set<Integer> sizes = new TreeSet<>();
    for (long size = 1; size <= most; size *= 2) {
      sizes.add((int) size);
    }
    sizes.add(Math.max(most, 1));
    return sizes;
  }

  /** The thread counts of all candidates. */
  static List<Integer> threads(List<Candidate> candidates) {
    return new ArrayList<>(new TreeSet<>(candidates.stream().map(Candidate::threads).toList()));
  }
}
