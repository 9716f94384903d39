package io.gyre.worker.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RequestGroup;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.proto.worker.WorkerMessage;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The calls that carry messages: control streams, requests in groups, statistics, changes and
 * drains. A single request is bytes, and is served beside.
 */
final class WorkerCalls extends WorkerGrpc.WorkerImplBase {
  private static final Status SHUTTING_DOWN =
      Status.UNAVAILABLE.withDescription("the worker is shutting down");

  private final Worker worker;
  private final CallLoops loops;
  private final LongSupplier clock;
  private final String process = UUID.randomUUID().toString();
  private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();
  private final Set<GroupSession> groups = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * @param loops the server's event loops
   * @param clock {@link System#nanoTime()}
   */
  WorkerCalls(Worker worker, CallLoops loops, LongSupplier clock) {
    this.worker = worker;
    this.loops = loops;
    this.clock = clock;
  }

  @Override
  public StreamObserver<RouterMessage> control(StreamObserver<WorkerMessage> responseObserver) {
    ControlSession session =
        new ControlSession(
            worker,
            process,
            (ServerCallStreamObserver<WorkerMessage>) responseObserver,
            sessions::remove);
    sessions.add(session);
    if (ended) {
      session.leave(SHUTTING_DOWN);
    }
    return session;
  }

  @Override
  public StreamObserver<RequestGroup> inferGroups(StreamObserver<AnswerGroup> responseObserver) {
    GroupSession session =
        new GroupSession(
            worker,
            (ServerCallStreamObserver<AnswerGroup>) responseObserver,
            loops.current(),
            clock,
            groups::remove);
    groups.add(session);
    if (ended) {
      session.leave();
    } else {
      session.open();
    }
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

  /** Ends every stream of a router: they have no end of their own. */
  void end() {
    ended = true;
    groups.forEach(GroupSession::leave);
    sessions.forEach(session -> session.leave(SHUTTING_DOWN));
  }
}
