package io.gyre.bench.serve;

import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds both front doors against bare servers of the same transport, and start-up and memory
 * against fixed bounds.
 */
public final class ServeExperiment implements Experiment {
  private final Path launcher;
  private final Path examples;

  /**
   * @param launcher the {@code gyre} script to start
   * @param examples the bundled model repository
   */
  public ServeExperiment(Path launcher, Path examples) {
    this.launcher = launcher;
    this.examples = examples;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String description() {
    return "front doors against bare servers, start-up, idle memory";
  }

  @Override
  public List<Figure> run(Consumer<String> progress) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (TinyModel model = TinyModel.unpack()) {
      try (ServerProcess gyre = ServerProcess.start(serve(model.repository()))) {
        figures.add(new GrpcFrontDoor(gyre, progress).run());
        figures.add(new HttpFrontDoor(gyre, progress).run());
      }
    }
    figures.addAll(new Start(() -> ServerProcess.start(serve(examples)), progress).run());
    return figures;
  }

  private List<String> serve(Path repository) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.add("serve");
    command.add(repository.toString());
    for (String port : List.of("--http-port", "--grpc-port", "--metrics-port")) {
      command.add(port);
      command.add("0");
    }
    return command;
  }
}
