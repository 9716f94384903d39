package io.gyre.bench.alloc;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.limit.LimitServer.Kind;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.loadtest.payload.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Heap that a gRPC request takes, above what a bare grpc-java server takes for one. */
public final class AllocExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final double MOST_BYTES = 2048;

  private final GyreCommand gyre;

  public AllocExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "alloc";
  }

  @Override
  public String description() {
    return "heap allocated for a gRPC request, above that of a bare server";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel tiny = BenchModel.dense("tiny", IN_FLIGHT, 16, 64, 64, 3);
    try (BenchRepository repository = BenchRepository.of(tiny);
        LoggedServer server =
            LoggedServer.start(
                options -> gyre.withJavaOptions(options).serve(repository.directory()))) {
      ServedTarget target = Door.GRPC.of(server.server());
      Sample sample = target.sample(tiny.name());
      Call request = target.call(tiny.name(), sample);
      byte[] answer = target.answer(request);
      try (LoggedServer bare =
          LoggedServer.start(options -> LimitServer.start(Kind.GRPC, answer, options))) {
        ServedTarget echo = Door.GRPC.of(bare.server());
        List<Double> own = perRequest("gyre", server, target, request, effort, progress);
        List<Double> bares =
            perRequest("bare", bare, echo, echo.call(tiny.name(), sample), effort, progress);
        return List.of(figure(own, bares));
      }
    }
  }

  private static Figure figure(List<Double> own, List<Double> bares) {
    double bare = Spread.of(bares).median();
    Spread above = Spread.of(own.stream().map(bytes -> bytes - bare).toList());
    return Figure.ofRuns(
        "alloc.per-request",
        above,
        "B",
        MOST_BYTES,
        Asked.valueAtMost(MOST_BYTES),
        String.format(
            Locale.ROOT,
            "above the bare server's %,.0f B; over gRPC, %d in flight",
            bare,
            IN_FLIGHT));
  }

  private static List<Double> perRequest(
      String name,
      LoggedServer server,
      ServedTarget target,
      Call request,
      Effort effort,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Double> bytes = new ArrayList<>();
    try (ServedContender load = target.loading(name, request, IN_FLIGHT, 1)) {
      for (int turn = 0; turn < effort.longestWarmUp(); turn++) {
        var _ = load.work(effort.window());
      }
      for (int run = 1; run <= effort.runs(); run++) {
        int from = server.collect();
        long answered = load.answered();
        var _ = load.work(effort.window().multipliedBy(4));
        long requests = load.answered() - answered;
        bytes.add(server.allocated(from, server.collect()) / (double) requests);
        progress.accept(
            String.format(
                Locale.ROOT,
                "%s run %d of %d: %,.0f B a request",
                name,
                run,
                effort.runs(),
                bytes.getLast()));
      }
    }
    return bytes;
  }
}
