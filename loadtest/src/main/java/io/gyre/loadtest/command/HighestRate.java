package io.gyre.loadtest.command;

import io.gyre.loadtest.report.Highest;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import io.gyre.loadtest.search.RateSearch;
import io.gyre.loadtest.search.RateSearch.Step;
import io.gyre.loadtest.search.Slo;
import io.gyre.loadtest.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Carries out the search for the highest rate that keeps an objective. */
final class HighestRate {
  private static final double PRECISION = 1.05;

  private final Laboratory laboratory;
  private final Slo objective;
  private final Arrivals arrivals;
  private final long seed;
  private final List<Measurement> measurements = new ArrayList<>();
  private RateSearch search;

  /**
   * @param first rate to try
   */
  HighestRate(Laboratory laboratory, Slo objective, double first, Arrivals arrivals, long seed) {
    this.laboratory = laboratory;
    this.objective = objective;
    this.arrivals = arrivals;
    this.seed = seed;
    this.search = new RateSearch(first, PRECISION, List.of());
  }

  /** Searches to the end. */
  Highest find() throws InterruptedException {
    Step step = search.next();
    while (step instanceof Step.Try(double rate)) {
      Load load = new Load.OpenLoop(RateSchedule.constant(rate, arrivals, seed));
      Measurement measurement = laboratory.measure(load);
      measurements.add(measurement);
      Trial.Result result = result(measurement);
      laboratory.say(
          String.format(
              Locale.ROOT,
              "%.1f/s: %s",
              rate,
              result.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
      search = search.with(new Trial(rate, result));
      step = search.next();
    }
    return new Highest(objective, step);
  }

  /** Every measurement of the search, in the order of the trials. */
  List<Measurement> measurements() {
    return measurements;
  }

  private Trial.Result result(Measurement measurement) {
    boolean held = true;
    for (RunResult run : measurement.runs()) {
      if (run.verdict() instanceof Verdict.Invalid) {
        return Trial.Result.GENERATOR_FELL_BEHIND;
      }
      held &= objective.isHeldBy(run.measured());
    }
    return held ? Trial.Result.HELD : Trial.Result.MISSED;
  }
}
