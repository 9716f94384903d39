package io.gyre.cli.remote;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.WorkerMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker whose part the test plays: it keeps what it is asked, and answers when the test does.
 */
public final class PlayedWorker implements Worker {
  final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
  final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  final BlockingQueue<DrainRequest> drainsAsked = new LinkedBlockingQueue<>();

  /** A request that waits for its answer. */
  public record Attempt(UnitId unit, InferenceRequest request, Reply reply) {}

  /** A router's control stream. */
  public record Stream(
      String router,
      ControlListener listener,
      BlockingQueue<Release> releases,
      BlockingQueue<Verdict> verdicts,
      CompletableFuture<Void> closed)
      implements ControlStream {
    @Override
    public void release(Release release) {
      releases.add(release);
    }

    @Override
    public void condemn(Verdict verdict) {
      verdicts.add(verdict);
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    attempts.add(new Attempt(unit, request, reply));
  }

  @Override
  public ControlStream attach(String router, ControlListener listener) {
    Stream stream =
        new Stream(
            router,
            listener,
            new LinkedBlockingQueue<>(),
            new LinkedBlockingQueue<>(),
            new CompletableFuture<>());
    listener.onMessage(
        WorkerMessage.newBuilder()
            .setSnapshot(WorkerMessage.Snapshot.newBuilder().setWorker("played"))
            .build());
    streams.add(stream);
    return stream;
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedFuture(
        ModelStatisticsResponse.newBuilder()
            .addModelStats(ModelStatistics.newBuilder().setName(request.getName()))
            .build());
  }

  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    return CompletableFuture.completedFuture(
        ChangeAnswer.newBuilder().setNumber(7).setNote(request.getModel()).build());
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    drainsAsked.add(request);
    return CompletableFuture.completedFuture(DrainAnswer.getDefaultInstance());
  }

  @Override
  public void close() {}
}
