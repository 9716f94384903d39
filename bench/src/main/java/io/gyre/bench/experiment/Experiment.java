package io.gyre.bench.experiment;

import io.gyre.bench.figure.Figure;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A named, repeatable measurement of ratios against limits of the same run. */
public interface Experiment {
  /** The name that the command line selects it by. */
  String name();

  /** What it measures, in a line. */
  String description();

  /**
   * Runs it.
   *
   * @param progress takes a line now and then, for somebody who waits
   */
  List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException;
}
