package io.gyre.loadtest.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The search for the highest rate that keeps an objective: doubling or halving until there is a
 * rate that keeps it and one that doesn't, then bisection, then a second trial of the best.
 *
 * @param first rate to try, in requests per second
 * @param precision how close, as a ratio above 1, the rates that do and don't keep it must come
 * @param trials so far
 */
public record RateSearch(double first, double precision, List<Trial> trials) {
  private static final double LOWEST = 0.1;
  private static final double HIGHEST = 1e7;
  private static final int CONFIRMED = 2;

  public RateSearch {
    trials = List.copyOf(trials);
  }

  /** What to do next. */
  public sealed interface Step {
    /** Another trial. */
    record Try(double rate) implements Step {}

    /**
     * The search is over.
     *
     * @param rate that kept the objective twice
     * @param above the lowest rate that did not keep it; empty where even the highest did
     */
    record Found(double rate, Optional<Trial> above) implements Step {}

    /** The search is over: no rate keeps the objective. */
    record NotFound() implements Step {}
  }

  /** The step that follows from the trials. */
  public Step next() {
    if (trials.isEmpty()) {
      return new Step.Try(first);
    }
    Optional<Trial> missed =
        trials.stream().filter(t -> !t.held()).min(Comparator.comparingDouble(Trial::rate));
    double ceiling = missed.map(Trial::rate).orElse(Double.POSITIVE_INFINITY);
    // A rate that kept the objective once and missed it once counts as missing it.
    double best =
        trials.stream()
            .filter(t -> t.held() && t.rate() < ceiling)
            .mapToDouble(Trial::rate)
            .max()
            .orElse(0);
    if (best == 0) {
      return ceiling / 2 < LOWEST ? new Step.NotFound() : new Step.Try(ceiling / 2);
    }
    if (missed.isEmpty() && best < HIGHEST) {
      return new Step.Try(Math.min(best * 2, HIGHEST));
    }
    if (missed.isPresent() && ceiling / best > precision) {
      return new Step.Try(Math.sqrt(best * ceiling));
    }
    long confirmations = trials.stream().filter(t -> t.held() && t.rate() == best).count();
    return confirmations < CONFIRMED ? new Step.Try(best) : new Step.Found(best, missed);
  }

  /** The search after another trial. */
  public RateSearch with(Trial trial) {
    return new RateSearch(
        first, precision, Stream.concat(trials.stream(), Stream.of(trial)).toList());
  }
}
