package io.gyre.bench.isolation;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.inprocess.NativeEngine;
import io.gyre.bench.inprocess.RawContender;
import io.gyre.bench.inprocess.RawModel;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Floods one model of a server and asks another for little. The limit is the quiet model's p99
 * while the same flood goes to a bare server, so that the generator takes as much of the machine,
 * and one run of the flooded model on top of it.
 */
public final class IsolationExperiment implements Experiment {
  private static final int MULTIPLICATIONS = 200;
  private static final int PEAK_IN_FLIGHT = 4;
  private static final double FLOOD = 2;
  private static final double QUIET_RATE = 300;
  private static final Duration FLOOD_DEADLINE = Duration.ofMillis(100);
  private static final Duration QUIET_DEADLINE = Duration.ofSeconds(2);

  private final GyreCommand gyre;
  private final NativeEngine engine;

  public IsolationExperiment(GyreCommand gyre, NativeEngine engine) {
    this.gyre = gyre;
    this.engine = engine;
  }

  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public String description() {
    return "p99 of a quiet model beside a flooded one";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel slow = BenchModel.chain("slow", 1, MULTIPLICATIONS);
    BenchModel quiet = BenchModel.dense("quiet", 64, 16, 64, 64, 3);
    double runMillis = runMillis(slow, effort);
    try (BenchRepository repository = BenchRepository.of(slow, quiet);
        ServerProcess server = gyre.serve(repository.directory())) {
      ServedTarget target = Door.GRPC.of(server);
      Call ask = target.call(quiet.name(), target.sample(quiet.name()));
      Sample flood = target.sample(slow.name());
      Call request = target.call(slow.name(), flood);
      try (ServerProcess bare = LimitServer.start(LimitServer.Kind.GRPC, new byte[0])) {
        ServedTarget sink = Door.GRPC.of(bare);
        double rate = FLOOD * peak(target, request, effort);
        OpenLoop asking = new OpenLoop(target.wire(), ask, QUIET_RATE, QUIET_DEADLINE);
        return List.of(
            measure(
                asking,
                new OpenLoop(target.wire(), request, rate, FLOOD_DEADLINE),
                new OpenLoop(sink.wire(), sink.call(slow.name(), flood), rate, FLOOD_DEADLINE),
                runMillis,
                effort.longer(),
                progress));
      }
    }
  }

  private static Figure measure(
      OpenLoop quiet,
      OpenLoop flood,
      OpenLoop elsewhere,
      double runMillis,
      Effort effort,
      Consumer<String> progress)
      throws InterruptedException {
    var _ = p99(quiet, elsewhere, effort.window());
    var _ = p99(quiet, flood, effort.window());
    List<Double> flooded = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    for (int pair = 1; pair <= effort.pairs(); pair++) {
      limits.add(p99(quiet, elsewhere, effort.window()) + runMillis);
      flooded.add(p99(quiet, flood, effort.window()));
      progress.accept(
          String.format(
              Locale.ROOT,
              "isolation pair %d of %d: p99 %.2f ms, at most %.2f ms",
              pair,
              effort.pairs(),
              flooded.getLast(),
              limits.getLast()));
    }
    Spread ratio = Spread.of(Spread.ratios(flooded, limits));
    return new Figure(
        "isolation.p99",
        Spread.of(flooded).median(),
        "ms",
        Spread.of(limits).median(),
        ratio.median(),
        ratio.count(),
        ratio.relative(),
        Asked.ratioAtMost(1),
        String.format(
            Locale.ROOT,
            "%.0f requests/s beside a flood of %,.0f/s; a run of the flooded model takes %.2f ms",
            quiet.rate(),
            flood.rate(),
            runMillis));
  }

  /** The quiet model's p99 in milliseconds, while the flood goes where it goes. */
  private static double p99(OpenLoop quiet, OpenLoop flood, Duration length)
      throws InterruptedException {
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<RunResult> flooding = beside.submit(() -> flood.run(length));
      RunResult result = quiet.run(length);
      flooding.get();
      if (result.verdict() instanceof Verdict.Invalid(String reason)) {
        throw new IllegalStateException(reason);
      }
      return result.measured().latency().getValueAtPercentile(99) / 1e6;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the flood ended", e.getCause());
    }
  }

  private static double peak(ServedTarget target, Call request, Effort effort)
      throws InterruptedException {
    try (ServedContender loop = target.loading("peak", request, PEAK_IN_FLIGHT, 1)) {
      var _ = loop.work(effort.window());
      return loop.work(effort.window()).rate();
    }
  }

  private double runMillis(BenchModel model, Effort effort) throws IOException {
    try (OnnxRuntimeEngine runtime = engine.open();
        RawModel raw = RawModel.open(runtime, model);
        RawContender loop = raw.looping(1)) {
      var _ = loop.work(effort.window());
      return loop.work(effort.window()).micros() / 1e3;
    }
  }
}
