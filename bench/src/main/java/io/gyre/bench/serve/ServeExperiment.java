package io.gyre.bench.serve;

import io.gyre.bench.experiment.DuelResult;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.limit.LimitServer.Kind;
import io.gyre.bench.load.Door;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds the front doors against bare servers of the same transport. */
public final class ServeExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final int MEGABYTES_IN_FLIGHT = 8;
  private static final int MEGABYTE_OF_FLOATS = (1 << 20) / Float.BYTES;
  private static final int ANSWERED_FLOATS = 64 / Float.BYTES;

  private static final FrontDoor GRPC =
      new FrontDoor("front.grpc", "tiny", Door.GRPC, Kind.GRPC, IN_FLIGHT, 1);
  private static final FrontDoor JSON =
      new FrontDoor("front.http-json", "tiny", Door.HTTP_JSON, Kind.HTTP, IN_FLIGHT, IN_FLIGHT);
  private static final FrontDoor BINARY =
      new FrontDoor(
          "front.http-binary-1mb",
          "megabyte",
          Door.HTTP_BINARY,
          Kind.HTTP_SINK,
          MEGABYTES_IN_FLIGHT,
          MEGABYTES_IN_FLIGHT);

  private final GyreCommand gyre;

  /**
   * @param gyre what is measured
   */
  public ServeExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String description() {
    return "the gRPC and HTTP front doors against bare servers that answer the same bytes";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    BenchModel tiny = BenchModel.dense("tiny", IN_FLIGHT, 16, 64, 64, 3);
    BenchModel megabyte =
        BenchModel.head("megabyte", MEGABYTES_IN_FLIGHT, MEGABYTE_OF_FLOATS, ANSWERED_FLOATS);
    try (BenchRepository repository = BenchRepository.of(tiny, megabyte);
        ServerProcess server = gyre.serve(repository.directory())) {
      figures.addAll(figures(GRPC, Asked.ratioAtLeast(0.90), server, effort, progress));
      figures.addAll(figures(JSON, Asked.ratioAtLeast(0.75), server, effort, progress));
      figures.addAll(figures(BINARY, Asked.ratioAtLeast(0.85), server, effort, progress));
    }
    return figures;
  }

  private static List<Figure> figures(
      FrontDoor door, Asked asked, ServerProcess server, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    DuelResult result = door.measure(server, effort, progress);
    return List.of(
        result.rate(door.id(), "1/s", asked, door.inFlight() + " in flight"),
        result.cpu(
            door.id() + ".cpu", Asked.NOTHING, "server CPU a request, over the bare server's"));
  }
}
