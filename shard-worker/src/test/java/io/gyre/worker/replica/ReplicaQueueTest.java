package io.gyre.worker.replica;

import static io.gyre.worker.replica.Tensors.floats;
import static io.gyre.worker.replica.Tensors.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.Shape;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.loader.config.QueuePolicy;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.worker.statistics.StatisticsMessage;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaQueueTest extends ReplicaHarness {
  private static final long MILLISECOND = 1_000_000;
  private static final QueuePolicy TWO_SECONDS =
      new QueuePolicy(false, Duration.ofSeconds(2), true, 2);

  /** As Triton's own example of priorities: two levels, requests that say nothing in the lower. */
  private void serveTwoLevels() throws Exception {
    serve(
        FakeModel.held(allocator),
        Configurations.queueing(1, false, new PriorityLevels(List.of(TWO_SECONDS, TWO_SECONDS), 1)),
        100);
  }

  private Answers sendWith(String parameter, long value, int start) {
    return send(Requests.with(Map.of(parameter, value), pairs("X", 1, start)));
  }

  /** Sends a request that keeps the one instance busy. */
  private Answers occupy() {
    Answers running = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    return running;
  }

  @Test
  void urgentRequestOvertakes() throws Exception {
    serveTwoLevels();
    Answers running = occupy();
    Answers low = send(Requests.of(pairs("X", 1, 1)));
    Answers high = sendWith("priority", 1, 2);
    model.permit(2);

    assertThat(high.floats()).containsExactly(4, 5);
    assertThat(low.isDone()).isFalse();
    model.permit(1);
    running.response().close();
    assertThat(low.floats()).containsExactly(2, 3);
  }

  @Test
  void queueIsFullForEachLevelByItself() throws Exception {
    serveTwoLevels();
    List<Answers> answers = new ArrayList<>(List.of(occupy()));
    answers.add(send(Requests.of(pairs("X", 1, 1))));
    answers.add(sendWith("priority", 2, 1));
    assertThat(sendWith("priority", 0, 1).refusal().reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(sendWith("priority", 3, 1).refusal().message())
        .contains("Exceeds maximum queue size", "2 requests wait");
    answers.add(sendWith("priority", 1, 1));
    assertThat(replica.waiting()).isEqualTo(3);

    model.permit(10);
    answers.forEach(answer -> answer.response().close());
  }

  @Test
  void requestsMayShortenTheirWaitAndNotLengthenIt() throws Exception {
    serveTwoLevels();
    Answers running = occupy();
    Answers brief = sendWith("timeout", 1, 1);
    Answers lengthened = sendWith("timeout", 9_000_000, 1);
    now.addAndGet(1_000);
    replica.evictExpired();
    assertThat(brief.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(brief.refusal().message()).contains("timeout expired");
    assertThat(lengthened.isDone()).isFalse();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    replica.evictExpired();
    assertThat(lengthened.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);

    model.permit(1);
    running.response().close();
  }

  @Test
  void modelWithoutPolicyIgnoresPriorityAndTimeout() throws Exception {
    serve(FakeModel.held(allocator), Configurations.queueing(1, false, PriorityLevels.NONE), 100);
    Answers running = occupy();
    Answers first = send(Requests.of(pairs("X", 1, 1)));
    Answers second = send(Requests.with(Map.of("priority", 1L, "timeout", 1L), pairs("X", 1, 2)));
    now.addAndGet(1_000_000);
    replica.evictExpired();
    model.permit(2);

    running.response().close();
    assertThat(first.floats()).containsExactly(2, 3);
    assertThat(second.isDone()).isFalse();
    model.permit(1);
    assertThat(second.floats()).containsExactly(4, 5);
  }

  @Test
  void answersLeaveInTheOrderOfTheirRequestsWhereItIsToBePreserved() throws Exception {
    serve(FakeModel.held(allocator), Configurations.queueing(2, true, PriorityLevels.NONE), 100);
    List<String> left = new ArrayList<>();
    Answers first = sendNoting("first", Requests.of(pairs("X", 1, 1)), left);
    Answers second = sendNoting("second", Requests.of(pairs("X", 1, 2)), left);
    model.awaitRuns(2);
    InferenceRequest leaving = Requests.of(pairs("X", 1, 3));
    Answers third = sendNoting("third", leaving, left);
    Answers failing =
        sendNoting("failing", Requests.of(floats("X", Shape.of(1, 2), FakeModel.POISON, 0)), left);
    leaving.cancellation().cancel();
    model.permit(3);

    assertThat(first.floats()).containsExactly(2, 3);
    assertThat(second.floats()).containsExactly(4, 5);
    assertThat(third.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(failing.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(left).containsExactly("third", "first", "second", "failing");
  }

  @Test
  void overloadRefusesARequestBeforeItIsDecodedAndCountsItOnce() throws Exception {
    serve(FakeModel.held(allocator), Configurations.queueing(1, false, PriorityLevels.NONE), 100);
    List<Answers> answers = new ArrayList<>(List.of(occupy()));
    answers.add(send(Requests.of(pairs("X", 1, 0))));
    answers.add(send(Requests.of(pairs("X", 1, 0))));
    model.permit(1);
    model.awaitRuns(1); // this one leaves work, and takes 1 ms
    now.addAndGet(MILLISECOND);
    model.permit(1);
    model.awaitRuns(1);
    answers.add(send(Requests.of(pairs("X", 1, 0))));

    Answers refused = send(undecodable(now.get() + 2 * MILLISECOND));
    assertThat(refused.refusal().reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refused.refusal().message()).contains("model 'm'", "2 ms left");
    assertThat(refused.refusal().retryAfterNanos()).isPositive();
    assertThat(send(undecodable(now.get() + 20 * MILLISECOND)).refusal().reason())
        .isEqualTo(Reason.INVALID_ARGUMENT);
    model.permit(10);
    answers.forEach(answer -> answer.response().close());
    ModelStatistics message = StatisticsMessage.of("m", 1, statistics, 0);
    assertThat(message.getInferenceStats().getFail().getCount()).isEqualTo(2);
    assertThat(message.getInferenceStats().getSuccess().getCount()).isEqualTo(4);
  }

  private static InferenceRequest undecodable(long due) {
    InferenceRequest whole = Requests.due(due);
    return new InferenceRequest(
        whole.header(),
        new RequestBody.Encoded(Unpooled.wrappedBuffer(new byte[] {42, 1})),
        whole.deadline(),
        whole.cancellation(),
        0);
  }

  private Answers sendNoting(String name, InferenceRequest request, List<String> left) {
    Answers answers = new Answers();
    replica.infer(
        request,
        outcome -> {
          synchronized (left) {
            left.add(name);
          }
          answers.accept(outcome);
        });
    return answers;
  }
}
