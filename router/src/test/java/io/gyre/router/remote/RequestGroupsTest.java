package io.gyre.router.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.gyre.cluster.member.Member;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.wire.RequestEncoder;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.AnswerGroup.Answer;
import io.gyre.proto.worker.AnswerGroup.Refused;
import io.gyre.proto.worker.RequestGroup;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestGroupsTest {
  private static final UnitId UNIT = new UnitId("m", 7, "sha256:0f", 0);
  private static final Outcome ALONE = Refusal.invalid("sent alone");
  private static final Duration NEVER = Duration.ofHours(1);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final AtomicLong ahead = new AtomicLong();
  private final Cancellation cancellation = new Cancellation();
  private PlayedGroups worker;
  private Member member;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    worker = new PlayedGroups();
    member = new Member("w1", "localhost", worker.port());
    channel = new Connections(member).open(loops);
    CompletableFuture<Void> connected = new CompletableFuture<>();
    connect(connected);
    get(connected);
  }

  private void connect(CompletableFuture<Void> connected) {
    ConnectivityState state = channel.getState(true);
    if (state == ConnectivityState.READY) {
      connected.complete(null);
    } else {
      channel.notifyWhenStateChanged(state, () -> connect(connected));
    }
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    worker.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  private long now() {
    return System.nanoTime() + ahead.get();
  }

  private RequestGroups groups(Duration idle) {
    return new RequestGroups(channel, loop, this::now, idle);
  }

  /** Groups whose call the worker has opened. */
  private PlayedGroups.Call open(RequestGroups groups) throws Exception {
    assertThat(get(send(groups, 1))).isEqualTo(ALONE);
    PlayedGroups.Call call = take(worker.calls);
    call.open();
    settle();
    while (true) {
      CompletableFuture<Outcome> probe = send(groups, 1);
      settle();
      if (!probe.isDone()) {
        Answer.Builder refused = Answer.newBuilder().setNumber(1).setRefused(invalid("probe"));
        take(call.groups());
        call.answer(refused);
        get(probe);
        return call;
      }
    }
  }

  /** Returns when the loop has done what it has to do now. */
  private void settle() throws Exception {
    loop.submit(() -> {}).get(20, TimeUnit.SECONDS);
  }

  @Test
  void requestsOfOneReadPassMakeOneGroup() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    loop.submit(
            () -> {
              for (int i = 0; i < 64; i++) {
                outcomes.add(send(groups, i));
              }
            })
        .get(20, TimeUnit.SECONDS);
    RequestGroup group = take(call.groups());
    assertThat(group.getRequestsCount()).isEqualTo(64);
    AnswerGroup.Builder answers = AnswerGroup.newBuilder();
    for (RequestGroup.Request request : group.getRequestsList()) {
      assertThat(request.getUnit().getRevision()).isEqualTo(UNIT.revision());
      assertThat(request.getTimeoutNanos()).isZero();
      answers.addAnswers(
          Answer.newBuilder().setNumber(request.getNumber()).setResponse(request.getRequest()));
    }
    call.router().onNext(answers.build());
    for (int i = 0; i < 64; i++) {
      assertThat(bytes(get(outcomes.get(i)))).isEqualTo(data(i));
    }
  }

  @Test
  void aLongAnswerComesInPartsAndSendsTheUnitsNextRequestsAlone() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    long number = take(call.groups()).getRequests(0).getNumber();
    byte[] whole = data(100_000);
    for (int from = 0; from < whole.length; from += 25_000) {
      call.answer(
          Answer.newBuilder()
              .setNumber(number)
              .setResponse(ByteString.copyFrom(whole, from, 25_000))
              .setMore(from + 25_000 < whole.length));
    }
    assertThat(bytes(get(outcome))).isEqualTo(whole);
    assertThat(get(send(groups, 3))).isEqualTo(ALONE);
  }

  @Test
  void aLargeRequestGoesAlone() throws Exception {
    RequestGroups groups = groups(NEVER);
    open(groups);
    assertThat(get(send(groups, (8 << 10) + 1))).isEqualTo(ALONE);
  }

  @Test
  void aCancelledRequestIsEndedAndTheWorkerToldSo() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    long number = take(call.groups()).getRequests(0).getNumber();
    cancellation.cancel();
    assertThat(reason(outcome)).isEqualTo(Reason.CANCELLED);
    assertThat(take(call.groups()).getCancelledList()).containsExactly(number);
    call.answer(Answer.newBuilder().setNumber(number)); // nobody's any more
  }

  @Test
  void aPartlyAnsweredRequestThatIsCancelledLeavesNothing() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    long number = take(call.groups()).getRequests(0).getNumber();
    Answer.Builder part =
        Answer.newBuilder().setNumber(number).setResponse(ByteString.copyFrom(data(9)));
    call.answer(part.setMore(true));
    cancellation.cancel();
    assertThat(reason(outcome)).isEqualTo(Reason.CANCELLED);
    call.answer(part.setMore(false));
  }

  @Test
  void aSilentWorkerCostsNoMoreThanTheDeadline() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3, Deadline.after(now(), 50_000_000));
    RequestGroup.Request request = take(call.groups()).getRequests(0);
    assertThat(request.getTimeoutNanos()).isBetween(1L, 50_000_000L);
    assertThat(reason(outcome)).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(take(call.groups()).getCancelledList()).containsExactly(request.getNumber());
  }

  @Test
  void aDeadlineInThePastIsNotSent() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    assertThat(reason(send(groups, 3, Deadline.after(now(), -1))))
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
    settle();
    assertThat(call.groups()).isEmpty();
  }

  @Test
  void whatAWorkerThatEndsWellDidNotAnswerHasNotRun() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    take(call.groups());
    call.router().onCompleted();
    assertThat(reason(outcome)).isEqualTo(Reason.NO_REPLICA);
  }

  @Test
  void whatALostWorkerDidNotAnswerMayHaveRunAndTheNextCallIsOpenedLater() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    take(call.groups());
    call.router().onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
    assertThat(reason(outcome)).isEqualTo(Reason.WORKER_LOST);
    assertThat(get(send(groups, 3))).isEqualTo(ALONE);
    settle();
    assertThat(worker.calls).isEmpty();
    ahead.addAndGet(TimeUnit.SECONDS.toNanos(2));
    open(groups);
  }

  @Test
  void answersThatNobodyAskedForAreIgnored() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = send(groups, 3);
    long number = take(call.groups()).getRequests(0).getNumber();
    call.answer(Answer.newBuilder().setNumber(-1).setMore(true));
    call.open();
    call.answer(
        Answer.newBuilder()
            .setNumber(number)
            .setRefused(Refused.newBuilder().setReason("NEW").setMessage("of a later version")));
    assertThat(get(outcome)).isEqualTo(Refusal.of(Reason.INTERNAL, "NEW: of a later version"));
  }

  @Test
  void aDefectInOneRequestsReplyLeavesTheOthersAlone() throws Exception {
    RequestGroups groups = groups(NEVER);
    PlayedGroups.Call call = open(groups);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    loop.submit(
            () -> {
              Attempt defect =
                  new Attempt(
                      member,
                      UNIT,
                      request(2, Deadline.NONE),
                      _ -> {
                        throw new IllegalStateException("a defect");
                      });
              send(groups, defect, outcome);
              send(groups, 3).thenAccept(outcome::complete);
            })
        .get(20, TimeUnit.SECONDS);
    AnswerGroup.Builder answers = AnswerGroup.newBuilder();
    for (RequestGroup.Request request : take(call.groups()).getRequestsList()) {
      answers.addAnswers(
          Answer.newBuilder().setNumber(request.getNumber()).setResponse(request.getRequest()));
    }
    call.router().onNext(answers.build());
    assertThat(bytes(get(outcome))).isEqualTo(data(3));
  }

  @Test
  void aCallThatNobodyUsesEnds() throws Exception {
    RequestGroups groups = groups(Duration.ofMillis(20));
    assertThat(get(send(groups, 1))).isEqualTo(ALONE);
    PlayedGroups.Call call = take(worker.calls);
    call.open();
    assertThat(take(call.closed())).isTrue();
  }

  private CompletableFuture<Outcome> send(RequestGroups groups, int size) {
    return send(groups, size, Deadline.NONE);
  }

  private CompletableFuture<Outcome> send(RequestGroups groups, int size, Deadline deadline) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    send(
        groups,
        new Attempt(
            member,
            UNIT,
            request(size, deadline),
            result -> assertThat(outcome.complete(result)).isTrue()),
        outcome);
    return outcome;
  }

  private static void send(
      RequestGroups groups, Attempt attempt, CompletableFuture<Outcome> outcome) {
    groups.send(
        attempt,
        RequestEncoder.encode(attempt.request().header(), attempt.request().body()),
        () -> outcome.complete(ALONE));
  }

  private InferenceRequest request(int size, Deadline deadline) {
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.of(7), "", Map.of()),
        new RequestBody.Encoded(Unpooled.wrappedBuffer(data(size))),
        deadline,
        cancellation,
        now());
  }

  private static Refused invalid(String message) {
    return Refused.newBuilder()
        .setReason(Reason.INVALID_ARGUMENT.name())
        .setMessage(message)
        .build();
  }

  private static Reason reason(CompletableFuture<Outcome> outcome) throws Exception {
    return ((Refusal) get(outcome)).reason();
  }

  private static byte[] bytes(Outcome outcome) {
    try (InferenceResponse response = (InferenceResponse) outcome) {
      return ByteBufUtil.getBytes(((ResponseBody.Encoded) response.body()).message());
    }
  }

  private static byte[] data(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }
}
