package io.gyre.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.member.Member;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.wire.DecodedResponse;
import io.gyre.inference.wire.RequestDecoder;
import io.gyre.inference.wire.ResponseDecoder;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.router.remote.RemoteWorker;
import io.gyre.worker.service.WorkerServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router's worker and a worker's server, on two ends of a real connection. */
class RemoteWorkerTest {
  private static final UnitId UNIT = new UnitId("größe/a b%", 7, "sha256:0f/+=", 2);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final PlayedWorker played = new PlayedWorker();
  private WorkerServer server;
  private RemoteWorker remote;

  @BeforeEach
  void start() throws Exception {
    server =
        WorkerServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loops, played);
    remote = remote(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    server.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  private RemoteWorker remote(int port) {
    return new RemoteWorker(new Member("w1", "localhost", port), loops, System::nanoTime, true);
  }

  @Test
  void aRequestArrivesWithUnitHeaderTensorsAndDeadline() throws Exception {
    CompletableFuture<Outcome> outcome =
        infer(request(4, Deadline.after(System.nanoTime(), 20_000_000_000L)));
    PlayedWorker.Attempt attempt = take(played.attempts);
    assertThat(attempt.unit()).isEqualTo(UNIT);
    assertThat(attempt.request().header()).isEqualTo(header());
    assertThat(attempt.request().deadline().remaining(System.nanoTime()))
        .isBetween(1L, 20_000_000_000L);
    RequestBody.Tensors tensors =
        (RequestBody.Tensors)
            RequestDecoder.decode(((RequestBody.Encoded) attempt.request().body()).message());
    assertThat(tensors.outputs()).containsExactly(new RequestedOutput("y", 3));
    assertThat(tensors.inputs().getFirst().shape()).isEqualTo(Shape.of(1, 4));
    attempt.reply().accept(Refusal.invalid("enough"));
    assertThat(get(outcome)).isEqualTo(Refusal.invalid("enough"));
  }

  @Test
  void anyPayloadComesBackAsItWent() throws Exception {
    for (int size : new int[] {0, 4096, 4 << 20}) {
      CompletableFuture<Outcome> outcome = infer(request(size, Deadline.NONE));
      PlayedWorker.Attempt attempt = take(played.attempts);
      assertThat(attempt.request().deadline()).isEqualTo(Deadline.NONE);
      attempt.reply().accept(echo(attempt.request()));
      try (InferenceResponse response = (InferenceResponse) get(outcome)) {
        assertThat(response.model()).isEqualTo(UNIT.model());
        assertThat(response.version()).isEqualTo(7);
        DecodedResponse.Response decoded =
            (DecodedResponse.Response)
                ResponseDecoder.decode(((ResponseBody.Encoded) response.body()).message());
        assertThat(decoded.id()).isEqualTo("r1");
        assertThat(ByteBufUtil.getBytes(decoded.body().outputs().getFirst().data()))
            .isEqualTo(data(size));
      }
    }
  }

  @Test
  void everyRefusalComesBackAsTheSameValue() throws Exception {
    for (Reason reason : Reason.values()) {
      CompletableFuture<Outcome> outcome = infer(request(4, Deadline.NONE));
      Refusal refusal = Refusal.of(reason, "größer als " + reason).retryAfter(7_000_000);
      take(played.attempts).reply().accept(refusal);
      assertThat(get(outcome)).isEqualTo(refusal);
    }
  }

  @Test
  void aRequestThatNeverReachedTheWorkerMayGoElsewhere() throws Exception {
    server.close();
    assertThat(((Refusal) get(infer(request(4, Deadline.NONE)))).reason())
        .isEqualTo(Reason.NO_REPLICA);
  }

  @Test
  void aRequestWhoseWorkerDiedMayHaveRun() throws Exception {
    CompletableFuture<Outcome> outcome = infer(request(4, Deadline.NONE));
    PlayedWorker.Attempt attempt = take(played.attempts);
    server.close();
    Refusal refusal = (Refusal) get(outcome);
    assertThat(refusal.reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(refusal.message()).contains("worker w1 (localhost:");
    attempt.reply().accept(Refusal.invalid("too late"));
  }

  @Test
  void closingTheServerLetsRequestsUnderWayFinish() throws Exception {
    CompletableFuture<Outcome> outcome = infer(request(4, Deadline.NONE));
    PlayedWorker.Attempt attempt = take(played.attempts);
    CountDownLatch closed = new CountDownLatch(1);
    Thread.startVirtualThread(() -> {
      try {
        server.close(Duration.ofSeconds(20));
        closed.countDown();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
    attempt.reply().accept(echo(attempt.request()));
    assertThat(get(outcome)).isInstanceOf(InferenceResponse.class);
    ((InferenceResponse) get(outcome)).close();
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancellationReachesTheWorker() throws Exception {
    InferenceRequest request = request(4, Deadline.NONE);
    CompletableFuture<Outcome> outcome = infer(request);
    PlayedWorker.Attempt attempt = take(played.attempts);
    CountDownLatch cancelled = new CountDownLatch(1);
    attempt.request().cancellation().onCancel(cancelled::countDown);
    request.cancellation().cancel();
    assertThat(((Refusal) get(outcome)).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    attempt.reply().accept(echo(attempt.request())); // too late, and released all the same
  }

  @Test
  void aDeadlineThatPassesIsOne() throws Exception {
    assertThat(reason(request(4, Deadline.after(System.nanoTime(), -1))))
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(played.attempts).isEmpty();
    assertThat(reason(request(4, Deadline.after(System.nanoTime(), 100_000_000))))
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void aClientWithoutUnitIsSentToTheRouters() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    try {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(() ->
                  WorkerGrpc.newBlockingStub(channel)
                      .infer(io.gyre.proto.inference.ModelInferRequest.getDefaultInstance())))
          .hasMessageStartingWith("INVALID_ARGUMENT: the header gyre-unit is missing");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void drainsAreAsked() throws Exception {
    DrainRequest request = DrainRequest.newBuilder().setAsker("/10.0.0.1:5").build();
    remote.drain(request).toCompletableFuture().get();
    assertThat(take(played.drainsAsked)).isEqualTo(request);
  }

  @Test
  void changesAreAsked() throws Exception {
    ChangeAnswer answer =
        remote.change(ChangeRequest.newBuilder().setModel("m").build()).toCompletableFuture().get();
    assertThat(answer.getNumber()).isEqualTo(7);
    assertThat(answer.getNote()).isEqualTo("m");
  }

  @Test
  void statisticsAreAsked() throws Exception {
    assertThat(
            remote
                .statistics(ModelStatisticsRequest.newBuilder().setName("m").build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .getModelStats(0)
                .getName())
        .isEqualTo("m");
  }

  @Test
  void announcementsGoOneWayAndReleasesTheOther() throws Exception {
    Ear ear = new Ear();
    try (ControlStream control = remote.attach("router-1", ear)) {
      assertThat(take(ear.messages).getSnapshot().getWorker()).isEqualTo("played");
      PlayedWorker.Stream stream = take(played.streams);
      assertThat(stream.router()).isEqualTo("router-1");
      for (int i = 0; i < 100; i++) {
        WorkerMessage change =
            WorkerMessage.newBuilder()
                .setChange(
                    WorkerMessage.Change.newBuilder()
                        .setModels(WorkerMessage.Models.newBuilder().addNames("m" + i)))
                .build();
        stream.listener().onMessage(change);
        assertThat(take(ear.messages)).isEqualTo(change);
      }
      RouterMessage.Release release = RouterMessage.Release.newBuilder().setNumber(9).build();
      control.release(release);
      assertThat(take(stream.releases())).isEqualTo(release);
      RouterMessage.Verdict verdict =
          RouterMessage.Verdict.newBuilder().setModel("m").setVersion(2).setReason("bad").build();
      control.condemn(verdict);
      assertThat(take(stream.verdicts())).isEqualTo(verdict);
      control.close();
      stream.closed().get(20, TimeUnit.SECONDS);
    }
    assertThat(ear.end).isNotDone();
  }

  @Test
  void aStreamThatTheWorkerEndsSaysWhy() throws Exception {
    Ear ear = new Ear();
    remote.attach("router-1", ear);
    take(played.streams).listener().onEnd("replaced by another stream");
    assertThat(ear.end.get(20, TimeUnit.SECONDS)).contains("replaced by another stream");
  }

  @Test
  void aWorkerThatIsGoneEndsTheStreamAndOneThatIsBackIsFound() throws Exception {
    Ear ear = new Ear();
    remote.attach("router-1", ear);
    PlayedWorker.Stream stream = take(played.streams);
    int port = server.port();
    server.close();
    assertThat(ear.end.get(20, TimeUnit.SECONDS)).contains("shutting down");
    stream.closed().get(20, TimeUnit.SECONDS);
    Ear refused = new Ear();
    remote.attach("router-1", refused);
    assertThat(refused.end.get(20, TimeUnit.SECONDS)).startsWith("UNAVAILABLE");
    server =
        WorkerServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), loops, played);
    Ear again = new Ear();
    try (ControlStream _ = remote.attach("router-1", again)) {
      assertThat(take(again.messages).hasSnapshot()).isTrue();
    }
  }

  @Test
  void aRouterOfAnotherProtocolIsToldSo() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    CompletableFuture<Status> end = new CompletableFuture<>();
    StreamObserver<RouterMessage> router =
        WorkerGrpc.newStub(channel)
            .control(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WorkerMessage message) {}

                  @Override
                  public void onError(Throwable failure) {
                    end.complete(Status.fromThrowable(failure));
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(Status.OK);
                  }
                });
    router.onNext(
        RouterMessage.newBuilder()
            .setHello(RouterMessage.Hello.newBuilder().setProtocol(99).setRouter("old"))
            .build());
    assertThat(end.get(20, TimeUnit.SECONDS).getDescription())
        .startsWith("router old speaks version 99 of the worker protocol");
    assertThat(played.streams).isEmpty();
    channel.shutdownNow();
  }

  /** A router's ear that keeps what it hears. */
  private static final class Ear implements ControlListener {
    final BlockingQueue<WorkerMessage> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void onMessage(WorkerMessage message) {
      messages.add(message);
    }

    @Override
    public void onEnd(String reason) {
      assertThat(end.complete(reason)).isTrue();
    }
  }

  private CompletableFuture<Outcome> infer(InferenceRequest request) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    remote.infer(UNIT, request, result -> assertThat(outcome.complete(result)).isTrue());
    return outcome;
  }

  private Reason reason(InferenceRequest request) throws Exception {
    return ((Refusal) get(infer(request))).reason();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }

  private static RequestHeader header() {
    return new RequestHeader(
        UNIT.model(), VersionChoice.of(7), "r1", Map.of("priority", new ParameterValue.Uint64(2)));
  }

  private static InferenceRequest request(int size, Deadline deadline) {
    TensorView input =
        new TensorView("x", Datatype.UINT8, Shape.of(1, size), Unpooled.wrappedBuffer(data(size)));
    return new InferenceRequest(
        header(),
        new RequestBody.Tensors(List.of(input), List.of(new RequestedOutput("y", 3))),
        deadline,
        new Cancellation(),
        System.nanoTime());
  }

  private static byte[] data(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  private static InferenceResponse echo(InferenceRequest request) {
    RequestBody.Tensors tensors =
        (RequestBody.Tensors)
            RequestDecoder.decode(((RequestBody.Encoded) request.body()).message());
    TensorView input = tensors.inputs().getFirst();
    ByteBuf block = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(input.data().duplicate());
    return new InferenceResponse(
        UNIT.model(),
        UNIT.version(),
        request.header().id(),
        new ResponseBody.Tensors(
            List.of(new TensorView("x", input.datatype(), input.shape(), block))),
        block);
  }
}
