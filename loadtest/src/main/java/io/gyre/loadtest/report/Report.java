package io.gyre.loadtest.report;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import io.gyre.loadtest.search.RateSearch.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was measured of a model on a target.
 *
 * @param target the server's address, as given
 * @param model the model's name, and version where one was asked for
 * @param measurements one for each load
 * @param highest rate that keeps an objective, where one was searched for
 */
public record Report(
    String target, String model, List<Measurement> measurements, Optional<Highest> highest) {
  public Report {
    measurements = List.copyOf(measurements);
  }

  /**
   * Whether the figures are the server's: the generator kept up in every run, or, in a search, was
   * not what set the limit.
   */
  public boolean isValid() {
    if (highest.isPresent()) {
      return !highest.get().isLimitedByGenerator();
    }
    return runs().allMatch(run -> run.verdict() instanceof Verdict.Valid);
  }

  /** Whether an answer was not the expected one. */
  public boolean hasWrongAnswers() {
    return runs().anyMatch(run -> run.measured().failures().containsKey(Failure.WRONG_ANSWER));
  }

  /** Whether a search found no rate that keeps the objective. */
  public boolean searchedInVain() {
    return highest.filter(h -> h.end() instanceof Step.NotFound).isPresent();
  }

  private Stream<RunResult> runs() {
    return measurements.stream().flatMap(measurement -> measurement.runs().stream());
  }
}
