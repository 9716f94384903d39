package io.gyre.bench.router;

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
import io.gyre.bench.serve.FrontDoor;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Holds a router with its worker in another process against a bare server, one hop away. */
public final class RouterExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final int MEGABYTES_IN_FLIGHT = 8;
  private static final int MEGABYTE_OF_FLOATS = (1 << 20) / Float.BYTES;
  private static final int ANSWERED_FLOATS = 64 / Float.BYTES;

  private static final FrontDoor REMOTE =
      new FrontDoor("router.remote", "tiny", Door.GRPC, Kind.GRPC, IN_FLIGHT, 1);
  private static final FrontDoor ADDED =
      new FrontDoor("router.added-p50", "tiny", Door.GRPC, Kind.GRPC, 1, 1);
  private static final FrontDoor MEGABYTE =
      new FrontDoor("router.remote-1mb", "megabyte", Door.GRPC, Kind.GRPC, MEGABYTES_IN_FLIGHT, 1);

  private final GyreCommand gyre;

  /**
   * @param gyre what is measured
   */
  public RouterExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "router";
  }

  @Override
  public String description() {
    return "a router with a worker in another process against a bare server that answers the same bytes";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel tiny = BenchModel.dense("tiny", IN_FLIGHT, 16, 64, 64, 3);
    BenchModel megabyte =
        BenchModel.head("megabyte", MEGABYTES_IN_FLIGHT, MEGABYTE_OF_FLOATS, ANSWERED_FLOATS);
    try (BenchRepository repository = BenchRepository.of(tiny, megabyte);
        ServerProcess worker = gyre.worker(repository.directory(), "w1");
        ServerProcess router = gyre.router("--worker", "w1=127.0.0.1:" + worker.port("grpc"))) {
      return List.of(
          rate(REMOTE, Asked.ratioAtLeast(0.42), router, effort, progress),
          ADDED
              .measure(router, effort, progress)
              .addedRatio(
                  ADDED.id(),
                  Asked.ratioAtMost(1.3),
                  "one in flight: what the router's hop and the run add to a bare hop, medians of turns"),
          rate(MEGABYTE, Asked.ratioAtLeast(0.45), router, effort, progress));
    }
  }

  private static Figure rate(
      FrontDoor door, Asked asked, ServerProcess router, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    DuelResult result = door.measure(router, effort, progress);
    return result.rate(
        door.id(), "1/s", asked, door.inFlight() + " in flight; the CPU is the router's alone");
  }
}
