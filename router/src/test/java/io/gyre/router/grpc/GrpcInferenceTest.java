package io.gyre.router.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ModelInferResponse;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ModelInfer over a real socket. */
@ExtendWith(Leaks.class)
class GrpcInferenceTest {
  private final BlockingQueue<InferenceRequest> seen = new LinkedBlockingQueue<>();
  private BiConsumer<InferenceRequest, Reply> model =
      (request, reply) -> reply.accept(Echo.answer(request));
  private FrontDoorFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture =
        new FrontDoorFixture((request, reply) -> {
          seen.add(request);
          model.accept(request, reply);
        });
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void anyPayloadComesBackAsItWent() {
    Random random = new Random(5);
    for (int size : new int[] {0, 1, 100, 16_384, 70_000, 1 << 20, 7 << 20}) {
      byte[] data = new byte[size];
      random.nextBytes(data);
      ModelInferRequest request =
          FrontDoorFixture.request("r" + size, size)
              .setRawInputContents(0, ByteString.copyFrom(data))
              .build();
      ModelInferResponse response = fixture.stub().modelInfer(request);
      assertThat(response.getId()).isEqualTo("r" + size);
      assertThat(response.getModelName()).isEqualTo("echo");
      assertThat(response.getModelVersion()).isEqualTo("1");
      assertThat(response.getOutputs(0).getShapeList()).containsExactly((long) size);
      assertThat(response.getRawOutputContents(0).toByteArray()).isEqualTo(data);
    }
  }

  @Test
  void answersFromOtherThreadsReachTheirCalls() throws Exception {
    model = (request, reply) -> Thread.startVirtualThread(() -> reply.accept(Echo.answer(request)));
    CountDownLatch answered = new CountDownLatch(500);
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    var stub = GRPCInferenceServiceGrpc.newStub(fixture.channel);
    for (int i = 0; i < 500; i++) {
      String id = "r" + i;
      stub.modelInfer(
          FrontDoorFixture.request(id, i).build(),
          new StreamObserver<>() {
            @Override
            public void onNext(ModelInferResponse response) {
              assertThat(response.getId()).isEqualTo(id);
            }

            @Override
            public void onError(Throwable failure) {
              failures.add(failure);
              answered.countDown();
            }

            @Override
            public void onCompleted() {
              answered.countDown();
            }
          });
    }
    assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void typedContentsReachTheModelAsBytes() {
    ModelInferResponse response =
        fixture
            .stub()
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName("echo")
                    .addInputs(
                        InferInputTensor.newBuilder()
                            .setName("x")
                            .setDatatype("INT16")
                            .addShape(2)
                            .setContents(
                                InferTensorContents.newBuilder()
                                    .addIntContents(-2)
                                    .addIntContents(3)))
                    .build());
    assertThat(response.getRawOutputContents(0).toByteArray()).containsExactly(-2, -1, 3, 0);
  }

  @Test
  void everyRefusalHasItsCodeAndSaysWhy() {
    List<Status.Code> codes = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      model = (_, reply) -> reply.accept(Refusal.of(reason, "because größer"));
      Status status = failure(FrontDoorFixture.request("", 4).build());
      assertThat(status.getDescription()).isEqualTo("because größer");
      codes.add(status.getCode());
    }
    assertThat(codes)
        .containsExactly(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.ABORTED,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.CANCELLED,
            Status.Code.INTERNAL,
            Status.Code.INTERNAL);
  }

  @Test
  void refusalThatTimeMendsSaysWhenToTryAgain() {
    model = (_, reply) -> reply.accept(Refusal.of(Reason.OVERLOADED, "busy").retryAfter(1_500_001));
    assertThatThrownBy(() -> fixture.stub().modelInfer(FrontDoorFixture.request("", 4).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> assertThat(pushback(failure.getTrailers())).isEqualTo("2"));
    model = (_, reply) -> reply.accept(Refusal.invalid("never"));
    assertThatThrownBy(() -> fixture.stub().modelInfer(FrontDoorFixture.request("", 4).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> assertThat(pushback(failure.getTrailers())).isNull());
  }

  private static @Nullable String pushback(@Nullable Metadata trailers) {
    return Objects.requireNonNull(trailers)
        .get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER));
  }

  @Test
  void aVeryLongRefusalStillReachesTheClient() {
    model = (_, reply) -> reply.accept(Refusal.invalid("ü".repeat(100_000)));
    Status status = failure(FrontDoorFixture.request("", 4).build());
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).startsWith("üüü").endsWith("ü…");
  }

  @Test
  void bytesThatAreNoMessageAreTheClientsMistakeAndTheConnectionLives() {
    byte[] good = FrontDoorFixture.request("a", 4).build().toByteArray();
    for (byte[] bad :
        List.of(
            new byte[] {1},
            new byte[] {(byte) 0xff, 1, 2},
            java.util.Arrays.copyOf(good, good.length - 1))) {
      assertThatThrownBy(() -> fixture.call("ModelInfer", bad))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("INVALID_ARGUMENT: the message is not valid protobuf: at byte ");
      assertThat(fixture.call("ModelInfer", good)).isNotEmpty();
    }
  }

  @Test
  void aMessageOverTheLimitIsStoppedWithAdvice() {
    Status status = failure(FrontDoorFixture.request("", FrontDoorFixture.LIMIT).build());
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("limit of 8388608 bytes", "limits.request-bytes");
    assertThat(seen).isEmpty();
    assertThat(fixture.stub().modelInfer(FrontDoorFixture.request("", 4).build())).isNotNull();
  }

  @Test
  void aCompressedMessageCountsAsItIsWhenDecompressed() {
    var stub = fixture.stub().withCompression("gzip");
    assertThat(stub.modelInfer(FrontDoorFixture.request("z", 1 << 20).build()).getId())
        .isEqualTo("z");
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub.modelInfer(FrontDoorFixture.request("", FrontDoorFixture.LIMIT).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(failure.getStatus().getDescription()).contains("limits.request-bytes");
  }

  @Test
  void aMessageThatCantBeDecompressedIsTheClientsMistake() throws Exception {
    CompressorRegistry broken = CompressorRegistry.newEmptyInstance();
    broken.register(new Uncompressed());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", fixture.door.port())
            .usePlaintext()
            .compressorRegistry(broken)
            .build();
    var stub =
        GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    ModelInferRequest request = FrontDoorFixture.request("z", 1 << 10).build();
    assertThatThrownBy(() -> stub.withCompression("deflate").modelInfer(request))
        .hasMessageStartingWith("INVALID_ARGUMENT: the message can't be decompressed");
    assertThat(stub.modelInfer(request).getId()).isEqualTo("z");
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  /** A compressor that announces deflate and leaves the bytes as they are. */
  private record Uncompressed() implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "deflate";
    }

    @Override
    public OutputStream compress(OutputStream target) {
      return target;
    }
  }

  @Test
  void aDeflatedMessageIsRead() {
    var stub = fixture.stub().withCompression("deflate");
    assertThat(stub.modelInfer(FrontDoorFixture.request("z", 1 << 16).build()).getId())
        .isEqualTo("z");
  }

  @Test
  void aVersionThatIsNoNumberIsRefused() {
    Status status = failure(FrontDoorFixture.request("", 4).setModelVersion("1x").build());
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("'1x' is neither a whole number");
  }

  @Test
  void parametersHaveTheirTypes() {
    InferParameter unsigned = InferParameter.newBuilder().setUint64Param(1).build();
    InferParameter signed = InferParameter.newBuilder().setInt64Param(1).build();
    InferParameter text = InferParameter.newBuilder().setStringParam("1").build();
    assertThat(withParameter("priority", unsigned)).isEqualTo(Status.Code.OK);
    assertThat(withParameter("priority", signed)).isEqualTo(Status.Code.OK);
    assertThat(withParameter("timeout", signed)).isEqualTo(Status.Code.OK);
    assertThat(withParameter("mine", text)).isEqualTo(Status.Code.OK);
    assertThat(withParameter("triton_enable_empty_final_response", signed))
        .isEqualTo(Status.Code.OK);
    assertThat(withParameter("mine", unsigned)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(withParameter("priority", text)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(withParameter("timeout", unsigned)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    InferParameter negative = InferParameter.newBuilder().setInt64Param(-1).build();
    assertThat(withParameter("priority", negative)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(withParameter("timeout", negative)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(withParameter("triton_x", signed)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(withParameter("mine", InferParameter.getDefaultInstance()))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void theClientsDeadlineTravelsWithTheRequest() throws Exception {
    fixture.stub().modelInfer(FrontDoorFixture.request("", 4).build());
    InferenceRequest request = seen.take();
    assertThat(request.deadline().set()).isTrue();
    assertThat(request.deadline().remaining(request.arrived()))
        .isBetween(1L, TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void aClientThatGoesAwayCancelsItsRequest() throws Exception {
    BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    model = (_, reply) -> replies.add(reply);
    var call =
        GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
            .modelInfer(FrontDoorFixture.request("", 100_000).build());
    InferenceRequest request = seen.take();
    CountDownLatch cancelled = new CountDownLatch(1);
    request.cancellation().onCancel(cancelled::countDown);
    call.cancel(true);
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    replies.take().accept(Echo.answer(request)); // too late, and released all the same
  }

  private Status.Code withParameter(String name, InferParameter value) {
    try {
      fixture.stub().modelInfer(FrontDoorFixture.request("", 4).putParameters(name, value).build());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private Status failure(ModelInferRequest request) {
    return catchThrowableOfType(
            StatusRuntimeException.class, () -> fixture.stub().modelInfer(request))
        .getStatus();
  }
}
