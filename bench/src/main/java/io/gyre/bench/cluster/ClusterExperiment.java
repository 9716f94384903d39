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
  private static final int REPLICAS = 2;

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
    try (ClusterScenes scenes =
        ClusterScenes.start(gyre, List.of(), ClusterScenes.WORKERS, effort, progress)) {
      figures.add(scenes.drain());
      figures.add(scenes.pause());
      figures.add(scenes.killRouter());
      figures.addAll(scenes.swap());
    }
    Optional<Path> consul = ConsulProcess.executable();
    if (consul.isEmpty()) {
      progress.accept(
          "cluster.kill and cluster.consul are left out: there is no Consul; tools/consul/build makes"
              + " it");
      return figures;
    }
    try (ConsulProcess registry = ConsulProcess.start(consul.get());
        ClusterScenes scenes =
            ClusterScenes.start(gyre, shared(registry), REPLICAS, effort, progress)) {
      figures.addAll(scenes.kill());
      figures.add(scenes.loseRegistry(registry));
    }
    return figures;
  }

  /** Workers that find each other in the registry, and share the models out. */
  private static List<String> shared(ConsulProcess registry) {
    List<String> settings = new ArrayList<>(registry.settings());
    settings.addAll(List.of("--set", "placement.replicas=" + REPLICAS));
    return settings;
  }
}
