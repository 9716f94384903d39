package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.process.GyreCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Swaps versions of a served model, loads others beside it, and looks at what that costs. */
public final class SwapExperiment implements Experiment {
  private final GyreCommand gyre;

  /**
   * @param gyre what is measured
   */
  public SwapExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String description() {
    return "new versions under load: lost and mixed answers, tail latency, what is left behind";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(new SwapsUnderLoad(gyre, effort, progress).measure());
    figures.addAll(new ManySwaps(gyre, effort, progress).measure());
    figures.add(new LoadsBeside(gyre, effort, progress).measure());
    figures.addAll(new HeavyModel(gyre, effort, progress).measure());
    return figures;
  }
}
