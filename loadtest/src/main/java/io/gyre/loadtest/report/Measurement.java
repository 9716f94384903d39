package io.gyre.loadtest.report;

import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A load, and the runs that measured it.
 *
 * @param settings the same for every run
 * @param runs one after the other, at least one
 */
public record Measurement(RunSettings settings, List<RunResult> runs) {
  public Measurement {
    runs = List.copyOf(runs);
  }

  /** How a figure spreads over the runs. */
  Spread spread(ToDoubleFunction<RunResult> figure) {
    return Spread.of(runs.stream().mapToDouble(figure).toArray());
  }
}
