package io.gyre.bench.batching;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.DuelResult;
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
import io.gyre.bench.model.BenchModel;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Batches under load against the best batches there could be, and calls to an idle worker. */
public final class BatchingExperiment implements Experiment {
  private static final int IN_FLIGHT = 64;
  private static final double LONGEST_WAIT_MICROS = 20;

  private final NativeEngine engine;

  public BatchingExperiment(NativeEngine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "batching";
  }

  @Override
  public String description() {
    return "batches of a wide network against the best batch size, and what batching adds when idle";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (OnnxRuntimeEngine runtime = engine.open()) {
      return List.of(
          wide(runtime, effort, progress),
          idleWait(runtime, effort, progress),
          handOver(runtime, effort, progress));
    }
  }

  private static Figure wide(OnnxRuntimeEngine runtime, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel wide = BenchModel.dense("wide", IN_FLIGHT, 256, 512, 512, 10);
    try (RawModel raw = RawModel.open(runtime, wide);
        RawContender best = BestBatch.of(raw, IN_FLIGHT, progress);
        InProcessWorker worker = InProcessWorker.serve(runtime, wide);
        WorkerContender subject = worker.calling(wide, IN_FLIGHT)) {
      String id = "batching.wide";
      return new Duel(subject, best, effort, progress)
          .run(id)
          .rate(
              id,
              "rows/s",
              Asked.ratioAtLeast(0.92),
              IN_FLIGHT + " in flight; the raw loop's best batch is " + best.rows());
    }
  }

  /** The same model and worker, with and without batching, one request at a time. */
  private static Figure idleWait(
      OnnxRuntimeEngine runtime, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel batched = tiny();
    BenchModel unbatched = batched.with("unbatched", "");
    try (InProcessWorker worker = InProcessWorker.serve(runtime, batched, unbatched);
        WorkerContender subject = worker.calling(batched, 1);
        WorkerContender limit = worker.calling(unbatched, 1)) {
      return added(
          "batching.idle-wait-us",
          subject,
          limit,
          Asked.valueAtMost(LONGEST_WAIT_MICROS),
          "a call with dynamic_batching over one without, both through the worker",
          effort,
          progress);
    }
  }

  /** The worker's whole way there and back against a run on the caller's thread. */
  private static Figure handOver(
      OnnxRuntimeEngine runtime, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel batched = tiny();
    try (RawModel raw = RawModel.open(runtime, batched);
        RawContender limit = raw.looping(1);
        InProcessWorker worker = InProcessWorker.serve(runtime, batched);
        WorkerContender subject = worker.calling(batched, 1)) {
      return added(
          "worker.idle-hand-over-us",
          subject,
          limit,
          Asked.NOTHING,
          "a call through the worker, two changes of thread, over a run on the caller's thread",
          effort,
          progress);
    }
  }

  private static Figure added(
      String id,
      Contender subject,
      Contender limit,
      Asked asked,
      String note,
      Effort effort,
      Consumer<String> progress)
      throws InterruptedException {
    DuelResult result = new Duel(subject, limit, effort, progress).run(id);
    return result.addedMicros(id, asked, note);
  }

  private static BenchModel tiny() {
    return BenchModel.dense("tiny", IN_FLIGHT, 16, 64, 64, 3);
  }
}
