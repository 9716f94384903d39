package io.gyre.bench.placement;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Places models on workers: all of them, after a change of one, and what a change moves. */
public final class PlacementExperiment implements Experiment {
  private static final double FULL_MS = 8_000;
  private static final double INCREMENTAL_MS = 200;
  private static final double MOST_MOVED = 1.3;

  @Override
  public String name() {
    return "placement";
  }

  @Override
  public String description() {
    return "placing 100,000 models on 10,000 workers, wholly and after a change; units it moves";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress) {
    List<Figure> figures = new ArrayList<>();
    PlacementTimes times = PlacementTimes.measure(effort.runs(), progress);
    figures.add(
        Figure.ofRuns(
            "placement.full-ms",
            Spread.of(times.full()),
            "ms",
            FULL_MS,
            Asked.valueAtMost(FULL_MS),
            "10,000 workers of 5 zones, 100,000 models of 2 replicas, 80 % of the memory; one"
                + " thread"));
    figures.add(
        Figure.ofRuns(
            "placement.incremental-ms",
            Spread.of(times.incremental()),
            "ms",
            INCREMENTAL_MS,
            Asked.valueAtMost(INCREMENTAL_MS),
            "the same, one worker or model changed, equal to the full result; the slowest of "
                + times.changes()));
    figures.add(moved("placement.moved", 0.8, Asked.valueAtMost(MOST_MOVED), progress));
    figures.add(moved("placement.moved-90", 0.9, Asked.NOTHING, progress));
    return figures;
  }

  private static Figure moved(String id, double fill, Asked asked, Consumer<String> progress) {
    List<Double> shares = MovedShare.measure(fill);
    progress.accept(
        "%s: %.3f to %.3f"
            .formatted(
                id,
                shares.stream().mapToDouble(share -> share).min().orElse(Double.NaN),
                shares.stream().mapToDouble(share -> share).max().orElse(Double.NaN)));
    return Figure.ofRuns(
        id,
        Spread.of(shares),
        "× ideal",
        Double.NaN,
        asked,
        "units that a join or leave moves, 100 workers of 100 units each, %.0f %% of the memory; of 20, the most is %.2f"
            .formatted(
                100 * fill, shares.stream().mapToDouble(share -> share).max().orElse(Double.NaN)));
  }
}
