package io.gyre.router.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelStreamInferResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ModelStreamInfer over a real socket. */
@ExtendWith(Leaks.class)
class GrpcStreamTest {
  private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();
  private BiConsumer<InferenceRequest, Reply> model =
      (request, reply) -> reply.accept(Echo.answer(request));
  private FrontDoorFixture fixture;

  /** A request that the test answers when it pleases. */
  private record Pending(InferenceRequest request, Reply reply) {
    void answer() {
      reply.accept(Echo.answer(request));
    }
  }

  /** The client's end of a stream. */
  private static final class Client
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    final BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> call) {}

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }

    ModelStreamInferResponse next() throws InterruptedException {
      ModelStreamInferResponse answer = answers.poll(20, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      return answer;
    }
  }

  private final Client client = new Client();

  @BeforeEach
  void start() throws Exception {
    fixture = new FrontDoorFixture((request, reply) -> model.accept(request, reply));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private StreamObserver<ModelInferRequest> open() {
    return GRPCInferenceServiceGrpc.newStub(fixture.channel).modelStreamInfer(client);
  }

  @Test
  void eachAnswerIsMarkedAsFinalAndTheStreamEndsWell() throws Exception {
    StreamObserver<ModelInferRequest> requests = open();
    requests.onNext(FrontDoorFixture.request("a", 3).build());
    ModelStreamInferResponse answer = client.next();
    assertThat(answer.getErrorMessage()).isEmpty();
    assertThat(answer.getInferResponse().getId()).isEqualTo("a");
    assertThat(answer.getInferResponse().getRawOutputContents(0).size()).isEqualTo(3);
    assertThat(
            answer.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam())
        .isTrue();
    requests.onCompleted();
    assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo(Status.OK);
  }

  @Test
  void anErrorIsAnAnswerAndTheStreamGoesOn() throws Exception {
    model =
        (request, reply) ->
            reply.accept(
                request.header().id().equals("bad")
                    ? Refusal.invalid("not like this")
                    : Echo.answer(request));
    StreamObserver<ModelInferRequest> requests = open();
    requests.onNext(FrontDoorFixture.request("bad", 3).build());
    requests.onNext(FrontDoorFixture.request("no version", 3).setModelVersion("1x").build());
    requests.onNext(FrontDoorFixture.request("good", 3).build());
    ModelStreamInferResponse refused = client.next();
    assertThat(refused.getErrorMessage()).isEqualTo("not like this");
    assertThat(refused.getInferResponse().getId()).isEqualTo("bad");
    assertThat(client.next().getInferResponse().getId()).isEqualTo("no version");
    assertThat(client.next().getInferResponse().getId()).isEqualTo("good");
    requests.onCompleted();
    assertThat(client.end.get(20, TimeUnit.SECONDS)).isEqualTo(Status.OK);
  }

  @Test
  void answersKeepTheOrderOfTheRequestsWhateverFinishesFirst() throws Exception {
    model = (request, reply) -> pending.add(new Pending(request, reply));
    StreamObserver<ModelInferRequest> requests = open();
    Random random = new Random(8);
    int sent = 0;
    int received = 0;
    while (received < 200) {
      while (sent < 200 && sent < received + 4) {
        requests.onNext(FrontDoorFixture.request("r" + sent++, random.nextInt(50)).build());
      }
      List<Pending> held = new ArrayList<>();
      while (held.size() < sent - received) {
        held.add(take());
      }
      Collections.shuffle(held, random);
      held.forEach(Pending::answer);
      while (received < sent) {
        assertThat(client.next().getInferResponse().getId()).isEqualTo("r" + received++);
      }
    }
  }

  @Test
  void noMoreRequestsAreTakenThanMayBeUnanswered() throws Exception {
    model = (request, reply) -> pending.add(new Pending(request, reply));
    StreamObserver<ModelInferRequest> requests = open();
    for (int i = 0; i < 10; i++) {
      requests.onNext(FrontDoorFixture.request("r" + i, 1).build());
    }
    List<Pending> taken = List.of(take(), take(), take(), take());
    // An answered unary call after the four shows that the fifth had its chance on the same
    // connection.
    model = (request, reply) -> reply.accept(Echo.answer(request));
    fixture.stub().modelInfer(FrontDoorFixture.request("u", 1).build());
    assertThat(pending).isEmpty();
    taken.forEach(Pending::answer);
    for (int i = 0; i < 10; i++) {
      assertThat(client.next().getInferResponse().getId()).isEqualTo("r" + i);
    }
  }

  @Test
  void aClientThatGoesAwayCancelsAllItsRequests() throws Exception {
    model = (request, reply) -> pending.add(new Pending(request, reply));
    StreamObserver<ModelInferRequest> requests = open();
    requests.onNext(FrontDoorFixture.request("a", 1).build());
    requests.onNext(FrontDoorFixture.request("b", 1).build());
    Pending first = take();
    Pending second = take();
    CountDownLatch cancelled = new CountDownLatch(2);
    first.request().cancellation().onCancel(cancelled::countDown);
    second.request().cancellation().onCancel(cancelled::countDown);
    second.answer(); // waits behind the first, and has to be released with it
    requests.onError(Status.CANCELLED.asException());
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    first.answer();
  }

  @Test
  void aMessageOverTheLimitEndsTheStreamAndWhatWasUnderWay() throws Exception {
    model = (request, reply) -> pending.add(new Pending(request, reply));
    StreamObserver<ModelInferRequest> requests = open();
    requests.onNext(FrontDoorFixture.request("a", 100_000).build());
    Pending taken = take();
    requests.onNext(FrontDoorFixture.request("b", FrontDoorFixture.LIMIT).build());
    Status end = client.end.get(20, TimeUnit.SECONDS);
    assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(end.getDescription()).contains("limits.request-bytes");
    taken.answer();
  }

  @Test
  void closingAnswersWhatWasTakenAndEndsOpenStreams() throws Exception {
    model = (request, reply) -> pending.add(new Pending(request, reply));
    StreamObserver<ModelInferRequest> requests = open();
    requests.onNext(FrontDoorFixture.request("a", 1).build());
    Pending taken = take();
    var unary =
        GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
            .modelInfer(FrontDoorFixture.request("u", 1).build());
    Pending alone = take();
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(() -> {
          try {
            fixture.door.close(Duration.ofSeconds(20));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    taken.answer();
    assertThat(client.next().getInferResponse().getId()).isEqualTo("a");
    assertThat(client.end.get(20, TimeUnit.SECONDS).getDescription())
        .isEqualTo("the server is shutting down");
    assertThat(closed).isNotDone();
    alone.answer();
    assertThat(unary.get(20, TimeUnit.SECONDS).getId()).isEqualTo("u");
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void manyStreamsOnOneConnectionRunSideBySide() throws Exception {
    List<Client> clients = new ArrayList<>();
    List<StreamObserver<ModelInferRequest>> streams = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Client own = new Client();
      clients.add(own);
      streams.add(GRPCInferenceServiceGrpc.newStub(fixture.channel).modelStreamInfer(own));
    }
    for (int i = 0; i < streams.size(); i++) {
      streams.get(i).onNext(FrontDoorFixture.request("r" + i, 10).build());
    }
    for (int i = 0; i < streams.size(); i++) {
      assertThat(clients.get(i).next().getInferResponse().getId()).isEqualTo("r" + i);
      streams.get(i).onCompleted();
    }
  }

  private Pending take() throws InterruptedException {
    Pending taken = pending.poll(20, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }
}
