package io.gyre.loadtest.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The search for the highest rate that keeps an objective: doubling or halving until there is a
 * rate that keeps it and one that doesn't, then bisection, then confirmation of both.
 *
 * <p>One trial may lie, because a machine stutters. So the two rates that the result names are
 * tried until each has come out the same way twice; where the second and third trial turn a verdict
 * round, the search goes on from there.
 *
 * @param first rate to try, in requests per second
 * @param precision how close, as a ratio above 1, the rates that do and don't keep it must come
 * @param trials so far
 */
public record RateSearch(double first, double precision, List<Trial> trials) {
  private static final double LOWEST = 0.1;
  private static final double HIGHEST = 1e7;
  private static final int CONFIRMED = 2;
  private static final Comparator<Trial> BY_RATE = Comparator.comparingDouble(Trial::rate);

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
     * @param above the lowest rate that did not keep it, twice; empty where even the highest did
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
        trials.stream().filter(t -> !holds(t.rate())).filter(t -> !t.held()).min(BY_RATE);
    double ceiling = missed.map(Trial::rate).orElse(Double.POSITIVE_INFINITY);
    double best =
        trials.stream()
            .mapToDouble(Trial::rate)
            .filter(rate -> rate < ceiling && holds(rate))
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
    if (count(best, true) < CONFIRMED) {
      return new Step.Try(best);
    }
    if (missed.isPresent() && count(ceiling, false) < CONFIRMED) {
      return new Step.Try(ceiling);
    }
    return new Step.Found(best, missed);
  }

  /** Whether a rate keeps the objective by most of its trials; where they are even, it does not. */
  private boolean holds(double rate) {
    return count(rate, true) > count(rate, false);
  }

  private long count(double rate, boolean held) {
    return trials.stream().filter(t -> t.rate() == rate && t.held() == held).count();
  }

  /** The search after another trial. */
  public RateSearch with(Trial trial) {
    return new RateSearch(
        first, precision, Stream.concat(trials.stream(), Stream.of(trial)).toList());
  }
}
