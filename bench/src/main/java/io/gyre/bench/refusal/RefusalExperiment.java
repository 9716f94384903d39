package io.gyre.bench.refusal;

import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.inprocess.InProcessWorker;
import io.gyre.bench.inprocess.NativeEngine;
import io.gyre.bench.inprocess.RefusedContender;
import io.gyre.bench.inprocess.WorkerContender;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loadtest.payload.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Processor time of requests that a full queue refuses: in process, and over gRPC. */
public final class RefusalExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final int MULTIPLICATIONS = 2000;

  /** The thread that runs the model, whose time belongs to answers. */
  private static final String INSTANCE = "gyre-full-1-0";

  private final GyreCommand gyre;
  private final NativeEngine engine;

  public RefusalExperiment(GyreCommand gyre, NativeEngine engine) {
    this.gyre = gyre;
    this.engine = engine;
  }

  @Override
  public String name() {
    return "refusal";
  }

  @Override
  public String description() {
    return "CPU of a refusal, against the cheapest answer and a bare gRPC refusal";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel full =
        BenchModel.chain("full", 1, MULTIPLICATIONS)
            .with("full", "dynamic_batching { default_queue_policy { max_queue_size: 1 } }");
    return List.of(inProcess(full, effort, progress), overGrpc(full, effort, progress));
  }

  private Figure inProcess(BenchModel full, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel cheapest = BenchModel.head("cheapest", IN_FLIGHT, 1, 1);
    try (OnnxRuntimeEngine runtime = engine.open();
        InProcessWorker worker = InProcessWorker.serve(runtime, full, cheapest);
        RefusedContender subject = worker.refusing(full);
        WorkerContender limit = worker.calling(cheapest, IN_FLIGHT)) {
      String id = "refusal.in-process";
      return new Duel(subject, limit, effort, progress)
          .run(id)
          .cpu(
              id,
              Asked.ratioAtMost(0.2),
              "by a full queue, against an answer of a model that does nothing, 64 in flight");
    }
  }

  private Figure overGrpc(BenchModel full, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    byte[] reason = "the model's queue is full; try again later".getBytes(StandardCharsets.UTF_8);
    try (BenchRepository repository = BenchRepository.of(full);
        ServerProcess server = gyre.serve(repository.directory());
        ServerProcess bare = LimitServer.start(LimitServer.Kind.GRPC_REFUSAL, reason)) {
      ServedTarget target = Door.GRPC.of(server);
      ServedTarget refusing = Door.GRPC.of(bare);
      Sample sample = target.sample(full.name());
      Call request = target.call(full.name(), sample);
      Call same = refusing.call(full.name(), sample);
      String id = "refusal.grpc";
      try (ServedContender subject = target.refused("gyre", request, IN_FLIGHT, INSTANCE);
          ServedContender limit = refusing.refused("bare", same, IN_FLIGHT, "")) {
        return new Duel(subject, limit, effort, progress)
            .run(id)
            .cpu(
                id,
                Asked.ratioAtMost(1.2),
                "by a full queue, without the thread that runs the model; 64 in flight");
      }
    }
  }
}
