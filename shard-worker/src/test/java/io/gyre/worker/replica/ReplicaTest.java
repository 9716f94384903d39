package io.gyre.worker.replica;

import static io.gyre.worker.replica.Tensors.floats;
import static io.gyre.worker.replica.Tensors.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.Shape;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.worker.statistics.StatisticsMessage;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplicaTest extends ReplicaHarness {
  @Test
  void poisonedRequestFailsAlone() {
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers good = send(Requests.of(pairs("X", 1, 1)));
    Answers poisoned = send(Requests.of(floats("X", Shape.of(1, 2), FakeModel.POISON, 0)));
    Answers defect = send(Requests.of(floats("X", Shape.of(1, 2), FakeModel.DEFECT, 0)));
    Answers alsoGood = send(Requests.of(pairs("X", 1, 3)));
    model.permit(100);

    first.response().close();
    assertThat(good.floats()).containsExactly(2, 3);
    assertThat(alsoGood.floats()).containsExactly(6, 7);
    assertThat(poisoned.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(poisoned.refusal().message()).contains("'m'", "poisoned");
    assertThat(defect.refusal().reason()).isEqualTo(Reason.INTERNAL);
    assertThat(model.batches()).containsExactly(1, 4, 2, 1, 1, 2, 1, 1);
  }

  @Test
  void answerThatThereIsNoMemoryForIsRefusedAndCanBeTriedAgain() {
    Answers huge = send(Requests.of(floats("X", Shape.of(1, 2), FakeModel.HUGE, 0)));
    Answers good = send(Requests.of(pairs("X", 1, 1)));
    model.permit(100);

    assertThat(huge.refusal().reason()).isEqualTo(Reason.MEMORY_FULL);
    assertThat(good.floats()).containsExactly(2, 3);
  }

  @Test
  void expiredRequestIsRefusedWhileTheInstanceIsBusyAndNeverRuns() {
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers expiring = send(Requests.due(2_000, pairs("X", 1, 5)));
    Answers patient = send(Requests.of(pairs("X", 1, 7)));
    now.set(2_000);
    replica.evictExpired();

    assertThat(expiring.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(replica.waiting()).isEqualTo(1);
    model.permit(2);
    first.response().close();
    assertThat(patient.floats()).containsExactly(14, 15);
    assertThat(model.batches()).containsExactly(1, 1);
  }

  @Test
  void expiredRequestThatAnInstanceFindsIsAnsweredOnce() {
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers expired = send(Requests.due(2_000, pairs("X", 1, 5)));
    now.set(2_000);
    model.permit(1);
    first.response().close();
    assertThat(expired.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);

    Answers later = send(Requests.of(pairs("X", 1, 7)));
    model.permit(1);

    assertThat(later.floats()).containsExactly(14, 15);
    assertThat(replica.waiting()).isZero();
  }

  @Test
  void requestThatCannotBeReadIsRefusedAndHoldsNothing() {
    ByteBuf gone = allocator.buffer(1).writeByte(8);
    gone.release();
    InferenceRequest whole = Requests.of();
    Answers broken =
        send(
            new InferenceRequest(
                whole.header(),
                new RequestBody.Encoded(gone),
                whole.deadline(),
                whole.cancellation(),
                0));

    assertThat(broken.refusal().reason()).isEqualTo(Reason.INTERNAL);
    assertThat(replica.inFlight()).isZero();
  }

  @Test
  void requestThatIsLateOnArrivalNeverRuns() {
    assertThat(send(Requests.due(999, pairs("X", 1, 5))).refusal().reason())
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(model.batches()).isEmpty();
  }

  @Test
  void cancelledRequestIsAnsweredAtOnceAndNeverRuns() {
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    InferenceRequest leaving = Requests.of(pairs("X", 1, 5));
    Answers left = send(leaving);
    leaving.cancellation().cancel();

    assertThat(left.isDone()).isTrue();
    assertThat(left.refusal().reason()).isEqualTo(Reason.CANCELLED);
    model.permit(2);
    first.response().close();
    assertThat(send(Requests.of(pairs("X", 1, 1))).floats()).containsExactly(2, 3);
    assertThat(model.batches()).containsExactly(1, 1);
  }

  @Test
  void queueRefusesWhatExceedsItsBound() throws Exception {
    serve(FakeModel.held(allocator), Configurations.doubling(8, 1), 2);
    Answers running = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers second = send(Requests.of(pairs("X", 1, 1)));
    Answers third = send(Requests.of(pairs("X", 1, 2)));
    Answers tooMany = send(Requests.of(pairs("X", 1, 3)));

    assertThat(tooMany.refusal().reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(tooMany.refusal().message()).contains("Exceeds maximum queue size");
    model.permit(2);
    for (Answers answer : List.of(running, second, third)) {
      answer.response().close();
    }
  }

  @Test
  void closedReplicaAnswersWhatItAcceptedAndRefusesTheRest() throws Exception {
    Answers accepted = send(Requests.of(pairs("X", 1, 4)));
    model.awaitRuns(1);
    Answers waiting = send(Requests.of(pairs("X", 1, 5)));
    var closed = replica.close().toCompletableFuture();

    assertThat(send(Requests.of(pairs("X", 1, 0))).refusal().reason()).isEqualTo(Reason.NO_REPLICA);
    assertThat(closed).isNotDone();
    assertThat(model.isClosed()).isFalse();
    model.permit(2);
    closed.get(30, TimeUnit.SECONDS);
    assertThat(accepted.floats()).containsExactly(8, 9);
    assertThat(waiting.floats()).containsExactly(10, 11);
  }

  @Test
  void failingReceiverHurtsNobodyElse() {
    model.permit(100);
    replica.infer(
        Requests.of(pairs("X", 1, 1)),
        outcome -> {
          ((InferenceResponse) outcome).close();
          throw new IllegalStateException("a defect of the receiver");
        });
    assertThat(send(Requests.of(pairs("X", 1, 1))).floats()).containsExactly(2, 3);
  }

  @Test
  void statisticsCountEachRequestBeforeItsAnswer() {
    model.permit(100);
    send(Requests.of(pairs("X", 3, 1))).response().close();
    send(Requests.of(floats("X", Shape.of(1, 2), FakeModel.POISON, 0))).refusal();
    send(Requests.of(floats("nothing", Shape.of(1, 2), 0, 0))).refusal();

    ModelStatistics message = StatisticsMessage.of("m", 1, statistics, 10);

    assertThat(message.getInferenceCount()).isEqualTo(3);
    assertThat(message.getExecutionCount()).isEqualTo(1);
    assertThat(message.getLastInference()).isPositive();
    assertThat(message.getInferenceStats().getSuccess().getCount()).isEqualTo(1);
    assertThat(message.getInferenceStats().getQueue().getCount()).isEqualTo(1);
    assertThat(message.getInferenceStats().getFail().getCount()).isEqualTo(2);
    assertThat(message.getBatchStatsList()).hasSize(1);
    assertThat(message.getBatchStats(0).getBatchSize()).isEqualTo(3);
    assertThat(message.getBatchStats(0).getComputeInfer().getCount()).isEqualTo(1);
  }

  @Test
  void noRequestIsLostOrMixedUpUnderConcurrentLoadCancelsAndPoison() throws Exception {
    serve(FakeModel.free(allocator), Configurations.doubling(16, 3), 100_000);
    Random random = new Random(7);
    int clients = 3;
    int each = 2_000;
    List<Thread> threads = new ArrayList<>();
    List<Answers> answers = new ArrayList<>();
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < clients * each; i++) {
      int rows = 1 + random.nextInt(4);
      boolean poisoned = random.nextInt(50) == 0;
      requests.add(
          poisoned
              ? Requests.of(floats("X", Shape.of(1, 2), FakeModel.POISON, i))
              : Requests.of(pairs("X", rows, 1_000 + 10 * i)));
      answers.add(new Answers());
    }
    for (int client = 0; client < clients; client++) {
      int from = client * each;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = from; i < from + each; i++) {
                  replica.infer(requests.get(i), answers.get(i));
                  if (i % 10 == 0) {
                    requests.get(i - i % 3).cancellation().cancel();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    int answered = 0;
    for (int i = 0; i < answers.size(); i++) {
      switch (answers.get(i).outcome()) {
        case InferenceResponse _ -> {
          assertThat(answers.get(i).floats()[0]).isEqualTo(2f * (1_000 + 10 * i));
          answered++;
        }
        case Refusal refusal ->
            assertThat(refusal.reason()).isIn(Reason.CANCELLED, Reason.EXECUTION_FAILED);
      }
    }
    assertThat(answered).isGreaterThan(each);
    assertThat(model.batches()).allMatch(rows -> rows <= 16);
  }
}
