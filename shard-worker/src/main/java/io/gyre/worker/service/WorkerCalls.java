package io.gyre.worker.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.Worker;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.proto.worker.WorkerMessage;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that carry messages: control streams, statistics, changes and drains. Inference carries
 * bytes, and is served beside.
 */
final class WorkerCalls extends WorkerGrpc.WorkerImplBase {
  private final Worker worker;
  private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();

  WorkerCalls(Worker worker) {
    this.worker = worker;
  }

  @Override
  public StreamObserver<RouterMessage> control(StreamObserver<WorkerMessage> responseObserver) {
    ControlSession session =
        new ControlSession(
            worker, (ServerCallStreamObserver<WorkerMessage>) responseObserver, sessions::remove);
    sessions.add(session);
    return session;
  }

  @Override
  public void statistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> responseObserver) {
    answer("statistics", worker.statistics(request), responseObserver);
  }

  @Override
  public void change(ChangeRequest request, StreamObserver<ChangeAnswer> responseObserver) {
    answer("the change", worker.change(request), responseObserver);
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<DrainAnswer> responseObserver) {
    answer("the drain", worker.drain(request), responseObserver);
  }

  private static <A> void answer(
      String what, CompletionStage<A> stage, StreamObserver<A> responseObserver) {
    stage.whenComplete((answer, failure) -> {
      if (failure == null) {
        responseObserver.onNext(answer);
        responseObserver.onCompleted();
      } else {
        responseObserver.onError(
            Status.INTERNAL.withDescription(what + " failed: " + failure).asRuntimeException());
      }
    });
  }

  /** Ends every control stream: they have no end of their own. */
  void end() {
    sessions.forEach(session ->
        session.leave(Status.UNAVAILABLE.withDescription("the worker is shutting down")));
  }
}
