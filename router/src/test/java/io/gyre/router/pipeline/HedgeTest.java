package io.gyre.router.pipeline;

import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.control.FakeWorker.Attempt;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that take longer than most of their model's. */
class HedgeTest {
  private static final PipelineSettings HEDGING =
      new PipelineSettings(Optional.empty(), Integer.MAX_VALUE, Integer.MAX_VALUE, 3, true);
  private static final Duration USUAL = Duration.ofMillis(10);

  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");
  private TestRouter router;

  @BeforeEach
  void start() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    router = new TestRouter(HEDGING, a, b);
    for (int i = 0; i < 100; i++) {
      router.infer("m");
      router.scheduler.advance(USUAL);
      holder().attempts.removeFirst().answer();
    }
    router.scheduler.advance(Duration.ofSeconds(1));
    router.outcomes.clear();
  }

  @Test
  void goToASecondReplicaAndTheSlowerIsCancelled() {
    router.infer("m");
    FakeWorker first = holder();
    router.scheduler.advance(USUAL.minusMillis(1));
    assertThat(attempts()).isEqualTo(1);
    router.scheduler.advance(USUAL);
    assertThat(attempts()).isEqualTo(2);

    Attempt slow = first.attempts.getFirst();
    other(first).attempts.getFirst().answer();
    assertThat(slow.request().cancellation().isCancelled()).isTrue();
    assertThat(router.outcomes).as("the slow one may still read the request").isEmpty();
    slow.refuse(Reason.CANCELLED);
    assertThat(router.outcomes).singleElement().isInstanceOf(InferenceResponse.class);
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void areAnsweredByTheFirstWhereThatIsFasterAfterAll() {
    router.infer("m");
    FakeWorker first = holder();
    router.scheduler.advance(USUAL.multipliedBy(2));
    first.attempts.getFirst().answer();
    Attempt second = other(first).attempts.getFirst();
    assertThat(second.request().cancellation().isCancelled()).isTrue();
    second.answer();
    assertThat(router.outcomes).hasSize(1);
  }

  @Test
  void areDecidedByTheOtherWhereOneIsLost() {
    router.infer("m");
    FakeWorker first = holder();
    router.scheduler.advance(USUAL.multipliedBy(2));
    first.attempts.removeFirst().refuse(Reason.WORKER_LOST);
    assertThat(router.outcomes).isEmpty();
    other(first).attempts.removeFirst().answer();
    assertThat(router.outcomes).singleElement().isInstanceOf(InferenceResponse.class);
  }

  @Test
  void endAsLostWhereBothAre() {
    router.infer("m");
    router.scheduler.advance(USUAL.multipliedBy(2));
    a.attempts.removeFirst().refuse(Reason.WORKER_LOST);
    b.attempts.removeFirst().refuse(Reason.WORKER_LOST);
    assertThat(router.outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.WORKER_LOST));
  }

  @Test
  void areCancelledAtBothWhenTheClientGoes() {
    InferenceRequest request = TestRouter.request("m", VersionChoice.ANY);
    router.infer(request);
    router.scheduler.advance(USUAL.multipliedBy(2));
    request.cancellation().cancel();
    assertThat(a.attempts.getFirst().request().cancellation().isCancelled()).isTrue();
    assertThat(b.attempts.getFirst().request().cancellation().isCancelled()).isTrue();
  }

  @Test
  void stayWhereTheyAreWithoutBudgetOrInASequence() {
    while (router.budget.takeSpare()) {
      // until only what is kept for losses is left
    }
    router.infer("m");
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(attempts()).isEqualTo(1);
    holder().attempts.removeFirst().answer();

    router.infer(
        TestRouter.request(
            new RequestHeader(
                "m", VersionChoice.ANY, "", Map.of("sequence_id", new ParameterValue.Int64(7))),
            Deadline.NONE));
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(attempts()).isEqualTo(1);
  }

  private int attempts() {
    return a.attempts.size() + b.attempts.size();
  }

  private FakeWorker holder() {
    return a.attempts.isEmpty() ? b : a;
  }

  private FakeWorker other(FakeWorker one) {
    return one == a ? b : a;
  }
}
