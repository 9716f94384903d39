package io.gyre.worker.replica;

import static io.gyre.worker.replica.Configurations.cached;
import static io.gyre.worker.replica.Configurations.doubling;
import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.optional;
import static io.gyre.worker.replica.Configurations.output;
import static io.gyre.worker.replica.Configurations.queueing;
import static io.gyre.worker.replica.Tensors.floats;
import static io.gyre.worker.replica.Tensors.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.loader.config.QueuePolicy;
import io.gyre.proto.inference.InferStatistics;
import io.gyre.worker.statistics.StatisticsMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The response cache, seen from a unit's requests. */
class CachedReplicaTest extends ReplicaHarness {
  @BeforeEach
  void serveCached() throws Exception {
    serve(FakeModel.held(allocator), cached(doubling(8, 1)), 100);
  }

  private static InferenceRequest named(String id, TensorView input) {
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.ANY, id, Map.of()),
        new RequestBody.Tensors(List.of(input), List.of()),
        Deadline.NONE,
        new Cancellation(),
        0);
  }

  private InferStatistics figures() {
    return StatisticsMessage.of("m", 1, statistics, 0).getInferenceStats();
  }

  @Test
  void equalRequestIsAnsweredWithoutARunUnderItsOwnId() {
    model.permit(1);
    send(named("first", pairs("X", 2, 3))).response().close();
    Answers second = send(named("second", pairs("X", 2, 3)));

    try (InferenceResponse response = second.response()) {
      assertThat(response.id()).isEqualTo("second");
      assertThat(second.outputs().getFirst().shape()).isEqualTo(Shape.of(2, 2));
      assertThat(Tensors.floatsOf(second.outputs().getFirst())).containsExactly(6, 7, 8, 9);
    }
    assertThat(model.batches()).hasSize(1);
    assertThat(figures().getSuccess().getCount()).isEqualTo(2);
    assertThat(figures().getCacheHit().getCount()).isEqualTo(1);
    assertThat(figures().getCacheMiss().getCount()).isEqualTo(1);
    assertThat(figures().getComputeInfer().getCount()).isEqualTo(1);
    assertThat(replica.cachedResponses()).isEqualTo(1);
    assertThat(replica.memory().cache()).isPositive();
  }

  @Test
  void whateverChangesTheAnswerIsPartOfTheKey() throws Exception {
    serve(
        FakeModel.free(allocator),
        cached(
            Configurations.batching(
                8,
                1,
                List.of(input("X", Datatype.FP32, -1, -1), optional("O", Datatype.FP32, -1, -1)),
                List.of(output("Y", Datatype.FP32, -1, -1), output("Z", Datatype.FP32, -1, -1)))),
        100);
    TensorView flat = floats("X", Shape.of(1, 4), 1, 2, 3, 4);
    TensorView square = floats("X", Shape.of(2, 2), 1, 2, 3, 4);
    TensorView other = floats("X", Shape.of(1, 4), 1, 2, 3, 5);
    TensorView option = floats("O", Shape.of(1, 4), 1, 2, 3, 4);
    List<InferenceRequest> different =
        List.of(
            Requests.of(flat),
            Requests.of(square),
            Requests.of(other),
            Requests.of(flat, option),
            asking(flat, new RequestedOutput("Y", 0)),
            asking(flat, new RequestedOutput("Z", 0)),
            asking(flat, new RequestedOutput("Y", 1)),
            asking(flat, new RequestedOutput("Y", 2)));
    for (int round = 0; round < 2; round++) {
      different.forEach(request -> send(request).response().close());
    }
    send(asking(flat, new RequestedOutput("Z", 0), new RequestedOutput("Y", 0))).response().close();
    send(Requests.of(option, flat)).response().close();

    assertThat(model.batches()).hasSize(different.size());
    assertThat(figures().getCacheHit().getCount()).isEqualTo(different.size() + 2);
  }

  private static InferenceRequest asking(TensorView input, RequestedOutput... outputs) {
    return Requests.of(List.of(input), List.of(outputs), Deadline.NONE);
  }

  @Test
  void equalRequestsAtOneTimeRunOnce() {
    List<Answers> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(send(Requests.of(pairs("X", 1, 1))));
    }
    model.awaitRuns(1);
    assertThat(replica.waiting()).isEqualTo(9);
    model.permit(1);

    answers.forEach(answer -> assertThat(answer.floats()).containsExactly(2, 3));
    assertThat(model.batches()).hasSize(1);
    assertThat(figures().getSuccess().getCount()).isEqualTo(10);
    assertThat(figures().getCacheHit().getCount()).isEqualTo(9);
  }

  @Test
  void failureIsSharedButNotKept() {
    TensorView poison = floats("X", Shape.of(1, 2), FakeModel.POISON, 0);
    Answers first = send(Requests.of(poison));
    Answers second = send(Requests.of(poison));
    model.permit(1);
    assertThat(first.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(second.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);

    model.permit(1);
    assertThat(send(Requests.of(poison)).refusal().message()).contains("poisoned");
    assertThat(model.batches()).hasSize(2);
    assertThat(figures().getFail().getCount()).isEqualTo(3);
    assertThat(replica.cachedResponses()).isZero();
  }

  @Test
  void cancelledLeaderLeavesItsFollowersAnAnswer() {
    Answers busy = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    InferenceRequest leading = Requests.of(pairs("X", 1, 5));
    Answers leader = send(leading);
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    Answers another = send(Requests.of(pairs("X", 1, 5)));
    leading.cancellation().cancel();
    model.permit(2);

    assertThat(leader.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(follower.floats()).containsExactly(10, 11);
    assertThat(another.floats()).containsExactly(10, 11);
    busy.response().close();
    assertThat(model.batches()).hasSize(2);
  }

  @Test
  void leaderWhoseDeadlinePassesLeavesItsFollowersAnAnswer() {
    Answers busy = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers leader = send(Requests.due(2_000, pairs("X", 1, 5)));
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    now.set(2_000);
    replica.evictExpired();
    assertThat(leader.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    model.permit(2);

    assertThat(follower.floats()).containsExactly(10, 11);
    busy.response().close();
  }

  @Test
  void followersOwnDeadlineAndCancellationHold() {
    Answers leader = send(Requests.of(pairs("X", 1, 5)));
    model.awaitRuns(1);
    Answers late = send(Requests.due(2_000, pairs("X", 1, 5)));
    InferenceRequest leaving = Requests.of(pairs("X", 1, 5));
    Answers left = send(leaving);
    leaving.cancellation().cancel();
    now.set(2_000);
    replica.evictExpired();

    assertThat(late.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(left.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(replica.waiting()).isZero();
    model.permit(1);
    leader.response().close();
  }

  @Test
  void followersAreBounded() throws Exception {
    serve(FakeModel.held(allocator), cached(doubling(8, 1)), 1);
    Answers leader = send(Requests.of(pairs("X", 1, 5)));
    model.awaitRuns(1);
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    Answers surplus = send(Requests.of(pairs("X", 1, 5)));

    assertThat(surplus.refusal().reason()).isEqualTo(Reason.QUEUE_FULL);
    model.permit(1);
    leader.response().close();
    follower.response().close();
  }

  @Test
  void moreUrgentRequestDoesNotWaitInThePlaceOfAnEqualOne() throws Exception {
    PriorityLevels levels =
        new PriorityLevels(List.of(QueuePolicy.UNLIMITED, QueuePolicy.UNLIMITED), 1);
    serve(FakeModel.held(allocator), cached(queueing(1, false, levels)), 100);
    Answers busy = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers ahead = send(Requests.of(pairs("X", 1, 1)));
    Answers leader = send(Requests.of(pairs("X", 1, 5)));
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    Answers urgent = send(Requests.with(Map.of("priority", 1L), pairs("X", 1, 5)));
    Answers alsoUrgent = send(Requests.with(Map.of("priority", 1L), pairs("X", 1, 5)));
    model.permit(2);

    assertThat(urgent.floats()).containsExactly(10, 11);
    assertThat(alsoUrgent.floats()).containsExactly(10, 11);
    assertThat(follower.floats()).containsExactly(10, 11);
    assertThat(ahead.isDone()).isFalse();
    assertThat(leader.isDone()).isFalse();
    model.permit(2);
    List.of(busy, ahead, leader).forEach(answer -> answer.response().close());
    assertThat(model.batches()).hasSize(4);
  }

  @Test
  void lessUrgentLeaderThatIsCancelledTakesNobodyFromAMoreUrgentOne() throws Exception {
    PriorityLevels levels =
        new PriorityLevels(List.of(QueuePolicy.UNLIMITED, QueuePolicy.UNLIMITED), 1);
    serve(FakeModel.held(allocator), cached(queueing(1, false, levels)), 100);
    Answers busy = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    InferenceRequest leading = Requests.of(pairs("X", 1, 5));
    Answers leader = send(leading);
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    Answers urgent = send(Requests.with(Map.of("priority", 1L), pairs("X", 1, 5)));
    leading.cancellation().cancel();
    model.permit(2);

    assertThat(leader.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(urgent.floats()).containsExactly(10, 11);
    assertThat(follower.floats()).containsExactly(10, 11);
    busy.response().close();
    assertThat(model.batches()).hasSize(2);
  }

  @Test
  void moreUrgentLeaderThatIsCancelledLeavesTheOthersTheirPlace() throws Exception {
    PriorityLevels levels =
        new PriorityLevels(List.of(QueuePolicy.UNLIMITED, QueuePolicy.UNLIMITED), 1);
    serve(FakeModel.held(allocator), cached(queueing(1, false, levels)), 100);
    Answers busy = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers leader = send(Requests.of(pairs("X", 1, 5)));
    Answers follower = send(Requests.of(pairs("X", 1, 5)));
    InferenceRequest leaving = Requests.with(Map.of("priority", 1L), pairs("X", 1, 5));
    Answers urgent = send(leaving);
    Answers late = send(Requests.due(2_000, pairs("X", 1, 5)));
    Answers another = send(Requests.of(pairs("X", 1, 5)));
    leaving.cancellation().cancel();
    now.set(2_000);
    replica.evictExpired();
    model.permit(2);

    assertThat(urgent.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(late.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    for (Answers answer : List.of(leader, follower, another)) {
      assertThat(answer.floats()).containsExactly(10, 11);
    }
    busy.response().close();
    assertThat(model.batches()).hasSize(2);
  }

  @Test
  void cacheStaysWithinItsBytesAndLeavesOutWhatIsLarger() throws Exception {
    serve(FakeModel.free(allocator), cached(doubling(2_000, 1)), 100);
    for (int i = 0; i < 200; i++) {
      send(Requests.of(pairs("X", 50, i))).response().close();
      assertThat(replica.memory().cache()).isLessThanOrEqualTo(CACHE_BYTES);
    }
    assertThat(replica.cachedResponses()).isPositive();
    long before = replica.memory().cache();
    send(Requests.of(pairs("X", 2_000, 1_000))).response().close();
    assertThat(replica.memory().cache()).isEqualTo(before);
  }

  @Test
  void everyAnswerOfManyThreadsIsRight() throws Exception {
    serve(FakeModel.free(allocator), cached(doubling(8, 2)), 10_000);
    List<Callable<Void>> clients = new ArrayList<>();
    for (int client = 0; client < 4; client++) {
      Random random = new Random(client);
      clients.add(() -> {
        for (int i = 0; i < 2_000; i++) {
          int first = random.nextInt(30);
          InferenceRequest request = Requests.of(pairs("X", 1 + first % 3, first));
          Answers answer = send(request);
          if (random.nextInt(8) == 0) {
            request.cancellation().cancel();
          }
          if (answer.outcome() instanceof InferenceResponse) {
            assertThat(answer.floats()).startsWith(2 * first, 2 * first + 1);
          } else {
            assertThat(answer.refusal().reason()).isEqualTo(Reason.CANCELLED);
          }
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      for (Future<Void> ended : threads.invokeAll(clients)) {
        ended.get();
      }
    }
    InferStatistics figures = figures();
    assertThat(figures.getCacheHit().getCount() + figures.getCacheMiss().getCount())
        .isEqualTo(figures.getSuccess().getCount());
  }

  @Test
  void modelsThatDoNotAskAreNotCached() throws Exception {
    serve(FakeModel.free(allocator), doubling(8, 1), 100);
    send(Requests.of(pairs("X", 1, 1))).response().close();
    send(Requests.of(pairs("X", 1, 1))).response().close();

    assertThat(model.batches()).hasSize(2);
    assertThat(figures().getCacheMiss().getCount()).isZero();
  }
}
