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
import io.gyre.loadtest.usage.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Carries out the search for the highest rate that keeps an objective. */
final class HighestRate {
  private static final double PRECISION = 1.05;

  /** A machine stutters now and then, which says nothing of the server. */
  private static final int MOST_TRIES = 3;

  /** Rates in a row, each lower, that the generator couldn't send. */
  private static final int TOO_BUSY = 3;

  private final Laboratory laboratory;
  private final Slo objective;
  private final Arrivals arrivals;
  private final long seed;
  private final List<Measurement> measurements = new ArrayList<>();
  private RateSearch search;
  private int behind;

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
      Trial.Result result = tryOut(rate);
      requireIdleMachine(rate, result);
      search = search.with(new Trial(rate, result));
      step = search.next();
    }
    return new Highest(objective, step);
  }

  private Trial.Result tryOut(double rate) throws InterruptedException {
    Load load = new Load.OpenLoop(RateSchedule.constant(rate, arrivals, seed));
    Trial.Result result = Trial.Result.GENERATOR_FELL_BEHIND;
    for (int i = 0; i < MOST_TRIES && result == Trial.Result.GENERATOR_FELL_BEHIND; i++) {
      Measurement measurement = laboratory.measure(load);
      measurements.add(measurement);
      result = result(measurement);
      laboratory.say(
          String.format(
              Locale.ROOT,
              "%.1f/s: %s",
              rate,
              result.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
    return result;
  }

  /** A generator that can't send at ever lower rates is kept from it by something else. */
  private void requireIdleMachine(double rate, Trial.Result result) {
    behind = result == Trial.Result.GENERATOR_FELL_BEHIND ? behind + 1 : 0;
    if (behind == TOO_BUSY) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the generator could not keep its schedule at %.1f/s, nor at higher rates: this machine is busy with other work; end that, or allow for it with --max-lag",
              rate));
    }
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
