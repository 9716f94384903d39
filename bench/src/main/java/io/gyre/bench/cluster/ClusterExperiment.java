package io.gyre.bench.cluster;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.process.ConsulProcess;
import io.gyre.bench.process.GyreCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Two routers and four workers under load, of which some end, stand still, or get new versions. */
public final class ClusterExperiment implements Experiment {
  private final GyreCommand gyre;

  /**
   * @param gyre what is measured
   */
  public ClusterExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String description() {
    return "two routers, four workers: drained, killed, paused, swapped, and without their registry";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (ClusterScenes scenes = ClusterScenes.start(gyre, List.of(), effort, progress)) {
      figures.add(scenes.drain());
      figures.addAll(scenes.kill());
      figures.add(scenes.pause());
      figures.add(scenes.killRouter());
      figures.addAll(scenes.swap());
    }
    Optional<Path> consul = ConsulProcess.executable();
    if (consul.isEmpty()) {
      progress.accept(
          "cluster.consul-failed is left out: there is no Consul; tools/consul/build makes it");
      return figures;
    }
    try (ConsulProcess registry = ConsulProcess.start(consul.get());
        ClusterScenes scenes = ClusterScenes.start(gyre, registry.settings(), effort, progress)) {
      figures.add(scenes.loseRegistry(registry));
    }
    return figures;
  }
}
