package io.gyre.bench.command;

import io.gyre.bench.alloc.AllocExperiment;
import io.gyre.bench.batching.BatchingExperiment;
import io.gyre.bench.cluster.ClusterExperiment;
import io.gyre.bench.cluster.KeyedExperiment;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.inprocess.NativeEngine;
import io.gyre.bench.isolation.IsolationExperiment;
import io.gyre.bench.json.JsonExperiment;
import io.gyre.bench.loadtest.AccuracyExperiment;
import io.gyre.bench.loadtest.LoadtestExperiment;
import io.gyre.bench.overload.OverloadExperiment;
import io.gyre.bench.placement.PlacementExperiment;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.refusal.RefusalExperiment;
import io.gyre.bench.registry.RegistryExperiment;
import io.gyre.bench.ring.RingExperiment;
import io.gyre.bench.router.RouterExperiment;
import io.gyre.bench.serve.ServeExperiment;
import io.gyre.bench.start.StartExperiment;
import io.gyre.bench.swap.SwapExperiment;
import io.gyre.bench.worker.WorkerExperiment;
import java.nio.file.Path;
import java.util.List;

/** The list of all experiments. */
final class Experiments {
  private Experiments() {}

  /**
   * Every experiment, in the order in which all are run.
   *
   * @param home of the installation that is measured
   */
  static List<Experiment> of(Path home, GyreCommand gyre) {
    NativeEngine engine = new NativeEngine(home.resolve("native"));
    return List.of(
        new ServeExperiment(gyre),
        new WorkerExperiment(gyre, engine),
        new RouterExperiment(gyre),
        new ClusterExperiment(gyre),
        new KeyedExperiment(gyre),
        new BatchingExperiment(engine),
        new JsonExperiment(),
        new AllocExperiment(gyre),
        new RefusalExperiment(gyre, engine),
        new OverloadExperiment(gyre),
        new IsolationExperiment(gyre, engine),
        new SwapExperiment(gyre),
        new StartExperiment(gyre, home.resolve("examples/models")),
        new RegistryExperiment(),
        new LoadtestExperiment(),
        new AccuracyExperiment(),
        new RingExperiment(),
        new PlacementExperiment());
  }
}
