package io.gyre.bench.walk;

import io.gyre.bench.walk.Walk.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out the steps of a walk that a violation doesn't need: ever smaller pieces, for as long as
 * something goes wrong without them.
 */
final class Shortening {
  private static final int MOST_RUNS = 600;

  private final Walk walk;
  private int runs;

  Shortening(Walk walk) {
    this.walk = walk;
  }

  /** The violation of the fewest steps that was found. */
  Violation of(Violation violation) {
    List<Step> steps = walk.steps();
    Violation shortest = violation;
    for (int piece = steps.size() / 2; piece > 0; piece /= 2) {
      for (int from = 0; from < steps.size() && runs < MOST_RUNS; ) {
        List<Step> fewer = new ArrayList<>(steps);
        fewer.subList(from, Math.min(steps.size(), from + piece)).clear();
        Optional<Violation> found = walk.run(fewer);
        runs++;
        if (found.isPresent()) {
          steps = fewer;
          shortest = found.get();
        } else {
          from += piece;
        }
      }
    }
    return shortest;
  }
}
