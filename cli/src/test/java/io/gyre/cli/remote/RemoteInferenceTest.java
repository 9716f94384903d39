package io.gyre.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
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
import io.gyre.proto.worker.WorkerGrpc;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests to a worker, on two ends of a real connection. */
class RemoteInferenceTest {
  private static final UnitId UNIT = new UnitId("größe/a b%", 7, "sha256:0f/+=", 2);

  /** How a request goes to its worker. */
  enum Way {
    /** By a call of its own, as the first one does. */
    ALONE,
    /** In a group, as small ones do from then on. */
    GROUPED
  }

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

  @ParameterizedTest
  @EnumSource
  void aRequestArrivesWithUnitHeaderTensorsAndDeadline(Way way) throws Exception {
    CompletableFuture<Outcome> outcome =
        infer(way, request(4, Deadline.after(System.nanoTime(), 20_000_000_000L)));
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

  @ParameterizedTest
  @EnumSource
  void anyPayloadComesBackAsItWent(Way way) throws Exception {
    for (int size : new int[] {0, 4096, 4 << 20}) {
      CompletableFuture<Outcome> outcome = infer(way, request(size, Deadline.NONE));
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

  @ParameterizedTest
  @EnumSource
  void everyRefusalComesBackAsTheSameValue(Way way) throws Exception {
    for (Reason reason : Reason.values()) {
      CompletableFuture<Outcome> outcome = infer(way, request(4, Deadline.NONE));
      Refusal refusal = Refusal.of(reason, "größer als " + reason).retryAfter(7_000_000);
      take(played.attempts).reply().accept(refusal);
      assertThat(get(outcome)).isEqualTo(refusal);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatNeverReachedTheWorkerMayGoElsewhere(Way way) throws Exception {
    if (way == Way.GROUPED) {
      openGroups();
    }
    server.close();
    assertThat(((Refusal) get(send(request(4, Deadline.NONE)))).reason())
        .isEqualTo(Reason.NO_REPLICA);
  }

  @Test
  void aLongAnswerToASmallRequestComesWhole() throws Exception {
    CompletableFuture<Outcome> outcome = infer(Way.GROUPED, request(4, Deadline.NONE));
    take(played.attempts).reply().accept(answer("r1", data(300_000)));
    try (InferenceResponse response = (InferenceResponse) get(outcome)) {
      DecodedResponse.Response decoded =
          (DecodedResponse.Response)
              ResponseDecoder.decode(((ResponseBody.Encoded) response.body()).message());
      assertThat(ByteBufUtil.getBytes(decoded.body().outputs().getFirst().data()))
          .isEqualTo(data(300_000));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestWhoseWorkerDiedMayHaveRun(Way way) throws Exception {
    CompletableFuture<Outcome> outcome = infer(way, request(4, Deadline.NONE));
    PlayedWorker.Attempt attempt = take(played.attempts);
    server.close();
    Refusal refusal = (Refusal) get(outcome);
    assertThat(refusal.reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(refusal.message()).contains("worker w1 (localhost:");
    attempt.reply().accept(Refusal.invalid("too late"));
  }

  @ParameterizedTest
  @EnumSource
  void closingTheServerLetsRequestsUnderWayFinish(Way way) throws Exception {
    CompletableFuture<Outcome> outcome = infer(way, request(4, Deadline.NONE));
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

  @ParameterizedTest
  @EnumSource
  void cancellationReachesTheWorker(Way way) throws Exception {
    InferenceRequest request = request(4, Deadline.NONE);
    CompletableFuture<Outcome> outcome = infer(way, request);
    PlayedWorker.Attempt attempt = take(played.attempts);
    CountDownLatch cancelled = new CountDownLatch(1);
    attempt.request().cancellation().onCancel(cancelled::countDown);
    request.cancellation().cancel();
    assertThat(((Refusal) get(outcome)).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    attempt.reply().accept(echo(attempt.request())); // too late, and released all the same
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineThatPassesIsOne(Way way) throws Exception {
    assertThat(reason(way, request(4, Deadline.after(System.nanoTime(), -1))))
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(played.attempts).isEmpty();
    assertThat(reason(way, request(4, Deadline.after(System.nanoTime(), 100_000_000))))
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

  /**
   * Sends requests until one comes in a group: its bytes are then on the heap, and in the
   * transport's memory else.
   */
  private void openGroups() throws Exception {
    boolean grouped = false;
    while (!grouped) {
      CompletableFuture<Outcome> outcome = send(request(4, Deadline.NONE));
      PlayedWorker.Attempt attempt = take(played.attempts);
      grouped = ((RequestBody.Encoded) attempt.request().body()).message().hasArray();
      attempt.reply().accept(Refusal.invalid("first"));
      get(outcome);
    }
  }

  private CompletableFuture<Outcome> infer(Way way, InferenceRequest request) throws Exception {
    if (way == Way.GROUPED) {
      openGroups();
    }
    return send(request);
  }

  private CompletableFuture<Outcome> send(InferenceRequest request) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    remote.infer(UNIT, request, result -> assertThat(outcome.complete(result)).isTrue());
    return outcome;
  }

  private Reason reason(Way way, InferenceRequest request) throws Exception {
    return ((Refusal) get(infer(way, request))).reason();
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
    return answer(request.header().id(), ByteBufUtil.getBytes(tensors.inputs().getFirst().data()));
  }

  private static InferenceResponse answer(String id, byte[] data) {
    ByteBuf block = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(data);
    return new InferenceResponse(
        UNIT.model(),
        UNIT.version(),
        id,
        new ResponseBody.Tensors(
            List.of(new TensorView("x", Datatype.UINT8, Shape.of(1, data.length), block))),
        block);
  }
}
