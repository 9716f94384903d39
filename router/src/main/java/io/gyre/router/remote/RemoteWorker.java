package io.gyre.router.remote;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.transport.UnitHeader;
import io.gyre.inference.grpc.InboundMarshaller;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.MessageSizeLimit;
import io.gyre.inference.grpc.OutboundMarshaller;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.inference.wire.MessageStream;
import io.gyre.inference.wire.RequestEncoder;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.WorkerGrpc;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A worker in another process. Requests share one connection, small ones one call; each control
 * stream has a connection of its own: a large tensor does not delay an announcement.
 */
public final class RemoteWorker implements Worker {
  private static final MethodDescriptor<MessageStream, InboundMessage> INFER =
      WorkerGrpc.getInferMethod().toBuilder(
              new OutboundMarshaller(),
              new InboundMarshaller(ByteBufAllocator.DEFAULT, MessageSizeLimit.NONE))
          .build();

  /** Shorter than the half hour after which gRPC gives an idle connection up. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final long STATISTICS_SECONDS = 5;

  private static final long DRAIN_SECONDS = 5;

  /** A change waits for others, and may bring a model's files. */
  private static final long CHANGE_SECONDS = 60;

  private final Member member;
  private final EventLoopGroup loops;
  private final Connections connections;
  private final LongSupplier clock;
  private final boolean connectAhead;
  private final ManagedChannel requests;
  private final RequestGroups groups;

  /**
   * A worker that is connected to when it is first used.
   *
   * @param loops event loops; the caller ends them after this
   * @param clock {@link System#nanoTime()}, on which deadlines are
   * @param connectAhead whether requests find a connection made; otherwise the first one waits
   */
  public RemoteWorker(
      Member member, EventLoopGroup loops, LongSupplier clock, boolean connectAhead) {
    this.member = member;
    this.loops = loops;
    EventLoop loop = loops.next();
    this.connections = new Connections(member);
    this.clock = clock;
    this.connectAhead = connectAhead;
    this.requests = connections.open(loop);
    this.groups = new RequestGroups(requests, loop, clock, IDLE);
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    Attempt attempt = new Attempt(member, unit, request, reply);
    MessageStream message = RequestEncoder.encode(request.header(), request.body());
    groups.send(attempt, message, () -> inferAlone(attempt, message));
  }

  /** Sends a request by a call of its own. */
  private void inferAlone(Attempt attempt, MessageStream message) {
    InferenceRequest request = attempt.request();
    long left = request.deadline().remaining(clock.getAsLong());
    if (left <= 0) {
      attempt
          .reply()
          .accept(
              Refusal.of(
                  Refusal.Reason.DEADLINE_EXCEEDED,
                  "Request timeout expired before it was sent to worker " + member.id()));
      return;
    }
    UnaryCall listener = new UnaryCall(attempt);
    CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(listener.sent());
    if (request.deadline().set()) {
      options = options.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
    }
    ClientCall<MessageStream, InboundMessage> call = requests.newCall(INFER, options);
    call.start(listener, UnitHeader.of(attempt.unit()));
    call.request(2); // one message, and one more for gRPC to notice a worker that sends it
    call.sendMessage(message);
    call.halfClose();
    request.cancellation().onCancel(() -> call.cancel("the client went away", null));
  }

  @Override
  public ControlStream attach(String router, ControlListener listener) {
    // A worker that was away is back: connect to it now, not when a back-off ends.
    requests.resetConnectBackoff();
    requests.getState(connectAhead);
    return RemoteControl.open(member, connections.open(loops), router, listener);
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return call(WorkerGrpc.getStatisticsMethod(), STATISTICS_SECONDS, request);
  }

  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    return call(WorkerGrpc.getChangeMethod(), CHANGE_SECONDS, request);
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    return call(WorkerGrpc.getDrainMethod(), DRAIN_SECONDS, request);
  }

  private <Q, A> CompletionStage<A> call(MethodDescriptor<Q, A> method, long seconds, Q request) {
    CompletableFuture<A> result = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        requests.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(seconds, TimeUnit.SECONDS)),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(A answer) {
            result.complete(answer);
          }

          @Override
          public void onError(Throwable failure) {
            result.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return result;
  }

  /**
   * Ends the connection of requests; those under way are refused. A control stream is closed by
   * whoever attached it.
   */
  @Override
  public void close() {
    requests.shutdownNow();
  }
}
