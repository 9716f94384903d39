package io.gyre.router.pipeline;

import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceId;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.control.FakeWorker.Attempt;
import io.gyre.router.sequence.SequenceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequenceExchangeTest {
  private static final String MODEL = "sequence";

  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");

  private static InferenceRequest request(long id, Deadline deadline, String... flags) {
    Map<String, ParameterValue> parameters = new HashMap<>();
    parameters.put("sequence_id", new ParameterValue.Int64(id));
    Stream.of(flags).forEach(flag -> parameters.put(flag, new ParameterValue.Bool(true)));
    return new InferenceRequest(
        new RequestHeader(MODEL, VersionChoice.ANY, "", parameters),
        new RequestBody.Tensors(List.of(), List.of()),
        deadline,
        new Cancellation(),
        0);
  }

  private static InferenceRequest start(long id) {
    return request(id, Deadline.NONE, "sequence_start");
  }

  private static InferenceRequest next(long id) {
    return request(id, Deadline.NONE);
  }

  private static InferenceRequest end(long id) {
    return request(id, Deadline.NONE, "sequence_end");
  }

  private static Refusal last(TestRouter router) {
    return (Refusal) router.outcomes.getLast();
  }

  private void everywhere(long version) {
    a.announce(unit(MODEL, version), READY);
    b.announce(unit(MODEL, version), READY);
  }

  /** The worker that got the one request under way, which it answers. */
  private FakeWorker answered() {
    FakeWorker worker = a.attempts.isEmpty() ? b : a;
    worker.attempts.removeFirst().answer();
    assertThat(a.attempts.size() + b.attempts.size()).isZero();
    return worker;
  }

  @Test
  void sequenceStaysWithOneReplicaAndSequencesSpread() {
    everywhere(1);
    TestRouter router = new TestRouter(a, b);
    int atA = 0;
    for (long id = 1; id <= 100; id++) {
      router.infer(start(id));
      FakeWorker first = answered();
      atA += first == a ? 1 : 0;
      router.infer(next(id));
      assertThat(answered()).isSameAs(first);
      router.infer(end(id));
      assertThat(answered()).isSameAs(first);
    }
    assertThat(atA).isBetween(20, 80);
    assertThat(router.sequences.count()).isZero();
    assertThat(router.admission.inFlight()).isZero();
    assertThat(router.outcomes).hasSize(300).allMatch(InferenceResponse.class::isInstance);
  }

  @Test
  void everyRouterLooksForASequenceAtTheSamePlace() {
    everywhere(1);
    TestRouter one = new TestRouter(a, b);
    one.infer(start(5));
    FakeWorker worker = answered();
    FakeWorker c = new FakeWorker("a");
    FakeWorker d = new FakeWorker("b");
    c.announce(unit(MODEL, 1), READY);
    d.announce(unit(MODEL, 1), READY);
    TestRouter other = new TestRouter(d, c);
    other.infer(next(5));
    assertThat((worker == a ? c : d).attempts).hasSize(1);
  }

  @Test
  void requestsOfASequenceAreSentOneAfterTheOther() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    InferenceRequest second = next(1);
    router.infer(start(1));
    router.infer(second);
    router.infer(end(1));
    router.infer(start(2));
    assertThat(a.attempts).hasSize(2);
    a.attempts.removeFirst().answer();
    assertThat(a.attempts.getLast().request()).isSameAs(second);
    a.attempts.removeLast().answer();
    assertThat(a.attempts).hasSize(2);
  }

  @Test
  void sequenceKeepsItsVersionAcrossAFlipUntilItEnds() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer(start(1));
    a.attempts.removeFirst().answer();
    a.announce(unit(MODEL, 2), READY);
    a.announce(unit(MODEL, 1), RETIRING);
    router.scheduler.advance(Duration.ofMillis(200));
    assertThat(router.current(MODEL)).isEqualTo(2);
    assertThat(a.isReleased(unit(MODEL, 1))).isFalse();

    router.infer(start(2));
    router.infer(next(1));
    List<Attempt> attempts = List.copyOf(a.attempts);
    assertThat(attempts).extracting(attempt -> attempt.unit().version()).containsExactly(2L, 1L);
    attempts.forEach(Attempt::answer);
    a.attempts.clear();
    router.infer(end(1));
    assertThat(a.attempts.getFirst().unit()).isEqualTo(unit(MODEL, 1));
    a.attempts.removeFirst().answer();
    router.scheduler.advance(Duration.ofMillis(200));
    assertThat(a.isReleased(unit(MODEL, 1))).isTrue();
  }

  @Test
  void idleSequenceLetsItsVersionGo() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer(start(1));
    a.attempts.removeFirst().answer();
    a.announce(unit(MODEL, 2), READY);
    a.announce(unit(MODEL, 1), RETIRING);
    router.scheduler.advance(Duration.ofMillis(900));
    router.sequences.sweep();
    assertThat(a.isReleased(unit(MODEL, 1))).isFalse();
    router.scheduler.advance(Duration.ofMillis(200));
    router.sequences.sweep();
    router.scheduler.advance(Duration.ofMillis(200));

    assertThat(router.sequences.count()).isZero();
    assertThat(a.isReleased(unit(MODEL, 1))).isTrue();
    router.infer(next(1));
    assertThat(a.attempts.getFirst().unit()).isEqualTo(unit(MODEL, 2));
  }

  @Test
  void lostReplicaTakesTheStateWithIt() {
    everywhere(1);
    for (Reason reason : List.of(Reason.WORKER_LOST, Reason.NO_REPLICA)) {
      TestRouter router = new TestRouter(a, b);
      router.infer(start(1));
      FakeWorker worker = answered();
      router.infer(next(1));
      worker.attempts.removeFirst().refuse(reason);
      assertThat(last(router).reason()).isEqualTo(Reason.SEQUENCE_LOST);
      assertThat(last(router).message()).contains("sequence 1", "lost", "sequence_start");
      assertThat(a.attempts.size() + b.attempts.size()).isZero();
      assertThat(router.sequences.count()).isZero();
      router.infer(start(1));
      answered();
      assertThat(router.outcomes.getLast()).isInstanceOf(InferenceResponse.class);
    }
  }

  @Test
  void beginningThatNoReplicaTookMayGoElsewhere() {
    everywhere(1);
    TestRouter router = new TestRouter(a, b);
    router.infer(start(1));
    FakeWorker first = a.attempts.isEmpty() ? b : a;
    FakeWorker second = first == a ? b : a;
    first.attempts.removeFirst().refuse(Reason.NO_REPLICA);
    second.attempts.removeFirst().answer();
    router.infer(next(1));
    assertThat(second.attempts).hasSize(1);
  }

  @Test
  void lostBeginningIsNotSentAgain() {
    everywhere(1);
    TestRouter router = new TestRouter(a, b);
    router.infer(start(1));
    (a.attempts.isEmpty() ? b : a).attempts.removeFirst().refuse(Reason.WORKER_LOST);
    assertThat(last(router).reason()).isEqualTo(Reason.SEQUENCE_LOST);
    assertThat(a.attempts.size() + b.attempts.size()).isZero();
  }

  @Test
  void refusedRequestLeavesASequenceAsItIs() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer(start(1));
    a.attempts.removeFirst().answer();
    router.infer(end(1));
    a.attempts.removeFirst().refuse(Reason.INVALID_ARGUMENT);
    assertThat(router.sequences.count()).isEqualTo(1);
    router.infer(next(1));
    a.attempts.removeFirst().refuse(Reason.NO_SEQUENCE);
    assertThat(last(router).reason()).isEqualTo(Reason.NO_SEQUENCE);
    assertThat(router.sequences.count()).isZero();
    router.infer(next(9));
    a.attempts.removeFirst().refuse(Reason.NO_SEQUENCE);
    assertThat(router.sequences.follows(keyOf(9))).isFalse();
  }

  private static SequenceKey keyOf(long id) {
    return new SequenceKey(MODEL, VersionChoice.ANY, new SequenceId.Numbered(id));
  }

  @Test
  void waitingRequestLeavesWithItsClientOrItsDeadline() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer(start(1));
    InferenceRequest leaving = next(1);
    router.infer(leaving);
    router.infer(request(1, Deadline.after(0, 500)));
    leaving.cancellation().cancel();
    assertThat(last(router).reason()).isEqualTo(Reason.CANCELLED);
    router.scheduler.advance(Duration.ofNanos(500));
    router.sequences.sweep();
    assertThat(last(router).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    a.attempts.removeFirst().answer();
    assertThat(a.attempts).isEmpty();
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void longLineOfRequestsThatAreRefusedAtOnceNeedsNoDeepStack() {
    a.announce(unit(MODEL, 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer(start(1));
    for (int i = 0; i < 20_000; i++) {
      router.infer(next(1));
    }
    a.broken = true;
    a.attempts.removeFirst().answer();
    assertThat(router.outcomes).hasSize(20_001);
    assertThat(router.outcomes.subList(1, 20_001))
        .allMatch(outcome -> reason(outcome) == Reason.INTERNAL);
  }

  private static Reason reason(Outcome outcome) {
    return ((Refusal) outcome).reason();
  }

  @Test
  void modelsWithoutSequencesIgnoreWhatIsSaidOfThem() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    for (int i = 0; i < 2; i++) {
      router.infer(
          new InferenceRequest(
              new RequestHeader(
                  "m", VersionChoice.ANY, "", Map.of("sequence_id", new ParameterValue.Int64(5))),
              new RequestBody.Tensors(List.of(), List.of()),
              Deadline.NONE,
              new Cancellation(),
              0));
    }
    assertThat(a.attempts).hasSize(2);
  }
}
