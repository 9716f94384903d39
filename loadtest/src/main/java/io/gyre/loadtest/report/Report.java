package io.gyre.loadtest.report;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was measured of a model on a target.
 *
 * @param target the server's address, as given
 * @param model the model's name, and version where one was asked for
 * @param measurements one for each load
 */
public record Report(String target, String model, List<Measurement> measurements) {
  public Report {
    measurements = List.copyOf(measurements);
  }

  /** Whether the generator kept up in every run. */
  public boolean isValid() {
    return runs().allMatch(run -> run.verdict() instanceof Verdict.Valid);
  }

  /** Whether an answer was not the expected one. */
  public boolean hasWrongAnswers() {
    return runs().anyMatch(run -> run.measured().failures().containsKey(Failure.WRONG_ANSWER));
  }

  private Stream<RunResult> runs() {
    return measurements.stream().flatMap(measurement -> measurement.runs().stream());
  }
}
