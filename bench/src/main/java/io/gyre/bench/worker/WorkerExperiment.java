package io.gyre.bench.worker;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.inprocess.BestBatch;
import io.gyre.bench.inprocess.InProcessWorker;
import io.gyre.bench.inprocess.NativeEngine;
import io.gyre.bench.inprocess.RawContender;
import io.gyre.bench.inprocess.RawModel;
import io.gyre.bench.inprocess.WorkerContender;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Holds a model of a millisecond or more a run against the same model called in a loop: in process,
 * and over gRPC.
 */
public final class WorkerExperiment implements Experiment {
  private static final int MULTIPLICATIONS = 100;
  private static final int LARGEST_BATCH = 8;
  private static final int IN_FLIGHT = 16;

  private final GyreCommand gyre;
  private final NativeEngine engine;

  public WorkerExperiment(GyreCommand gyre, NativeEngine engine) {
    this.gyre = gyre;
    this.engine = engine;
  }

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public String description() {
    return "a model of a millisecond a run, in process and over gRPC, against ONNX Runtime alone";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel model = BenchModel.chain("chain", LARGEST_BATCH, MULTIPLICATIONS);
    try (OnnxRuntimeEngine runtime = engine.open();
        RawModel raw = RawModel.open(runtime, model);
        RawContender best = BestBatch.of(raw, LARGEST_BATCH, progress)) {
      return List.of(
          inProcess(runtime, model, best, effort, progress),
          overGrpc(model, best, effort, progress));
    }
  }

  private static Figure inProcess(
      OnnxRuntimeEngine runtime,
      BenchModel model,
      RawContender best,
      Effort effort,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    try (InProcessWorker worker = InProcessWorker.serve(runtime, model);
        WorkerContender subject = worker.calling(model, IN_FLIGHT)) {
      return duel("worker.in-process", 0.97, subject, best, effort, progress);
    }
  }

  private Figure overGrpc(
      BenchModel model, RawContender best, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (BenchRepository repository = BenchRepository.of(model);
        ServerProcess server = gyre.serve(repository.directory())) {
      ServedTarget target = Door.GRPC.of(server);
      Call request = target.call(model.name(), target.sample(model.name()));
      try (ServedContender subject = target.loading("gyre", request, IN_FLIGHT, 1)) {
        return duel("worker.grpc", 0.90, subject, best, effort, progress);
      }
    }
  }

  private static Figure duel(
      String id,
      double asked,
      Contender subject,
      RawContender best,
      Effort effort,
      Consumer<String> progress)
      throws InterruptedException {
    var result = new Duel(subject, best, effort, progress).run(id);
    double millis = 1e3 * best.rows() / result.limitRate();
    String note =
        String.format(
            Locale.ROOT,
            "%d in flight; the limit is a loop over ONNX Runtime's C API, batch %d, %.1f ms a run",
            IN_FLIGHT,
            best.rows(),
            millis);
    return result.rate(id, "rows/s", Asked.ratioAtLeast(asked), note);
  }
}
