package io.gyre.router.pipeline;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.proto.worker.UnitState.UNLOADED;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.balance.AffinityKey;
import io.gyre.router.control.FakeWorker;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class RequestPipelineTest {
  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");

  @Test
  void sendsToTheCurrentVersionAndHandsItsOutcomeOn() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    assertThat(a.attempts.getFirst().unit()).isEqualTo(unit("m", 2));
    assertThat(router.admission.inFlight()).isEqualTo(1);
    a.attempts.getFirst().refuse(Reason.INVALID_ARGUMENT);
    assertThat(reason(router)).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void endsARequestOnceThatAnUpstreamThrowsAt() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    a.broken = true;
    router.infer("m");
    assertThat(reason(router)).isEqualTo(Reason.INTERNAL);
    a.attempts.getFirst().refuse(Reason.NO_REPLICA);
    assertThat(router.outcomes).hasSize(1);
    assertThat(router.admission.inFlight()).isZero();

    a.announce(unit("m", 1), RETIRING);
    a.registryHas("other");
    router.scheduler.runDue();
    assertThat(a.isReleased(unit("m", 1))).isTrue();
  }

  @Test
  void servesAnOlderVersionThatIsAskedFor() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    TestRouter router = new TestRouter(a);
    router.infer(TestRouter.request("m", VersionChoice.of(1)));
    assertThat(a.attempts.getFirst().unit()).isEqualTo(unit("m", 1));
  }

  @Test
  void asksAnotherReplicaWhereOneHasNone() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    FakeWorker first = a.attempts.isEmpty() ? b : a;
    FakeWorker second = first == a ? b : a;
    first.attempts.getFirst().refuse(Reason.NO_REPLICA);
    assertThat(second.attempts).hasSize(1);
    second.attempts.getFirst().refuse(Reason.NO_REPLICA);
    assertThat(reason(router)).isEqualTo(Reason.NO_REPLICA);
    assertThat(message(router)).contains("2 were asked");
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void replicaThatRefusesForItsLoadDoesNotLookFast() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    router.infer("m");
    assertThat(a.attempts).hasSize(1);
    assertThat(b.attempts).hasSize(1);
    a.attempts.getFirst().refuse(Reason.OVERLOADED);
    router.scheduler.advance(Duration.ofMillis(1));
    b.attempts.forEach(FakeWorker.Attempt::answer);

    router.infer("m");
    router.infer("m");
    assertThat(a.attempts).hasSize(1);
    assertThat(b.attempts).hasSize(4);
  }

  @Test
  void whatABusyReplicaTurnsAwayIsTriedAtAnother() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    FakeWorker first = a.attempts.isEmpty() ? b : a;
    FakeWorker second = first == a ? b : a;
    first.attempts.getFirst().refuse(Reason.QUEUE_FULL);
    assertThat(second.attempts).hasSize(1);
    second.attempts.getFirst().refuse(Reason.OVERLOADED);

    assertThat(reason(router)).isEqualTo(Reason.OVERLOADED);
    assertThat(router.outcomes).hasSize(1);
    assertThat(first.attempts).hasSize(1);
  }

  @Test
  void aFleetThatIsBusyIsNotAskedTwice() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    // Each of the test router's requests earns half a retry, three are saved, one is for losses.
    int attempts = 0;
    for (int i = 0; i < 20; i++) {
      router.infer("m");
      attempts += refuseAll(Reason.QUEUE_FULL);
    }
    assertThat(attempts - 20).isBetween(1, 12);
    assertThat(router.budget.left()).isPositive();

    router.infer("m");
    holder().attempts.removeFirst().refuse(Reason.WORKER_LOST);
    assertThat(a.attempts.size() + b.attempts.size()).isEqualTo(1);
  }

  private int refuseAll(Reason reason) {
    int refused = 0;
    while (a.attempts.size() + b.attempts.size() > 0) {
      holder().attempts.removeFirst().refuse(reason);
      refused++;
    }
    return refused;
  }

  private FakeWorker holder() {
    return a.attempts.isEmpty() ? b : a;
  }

  @Test
  void refusesMoreOfOneModelThanItsLimit() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("n", 1), READY);
    TestRouter router =
        new TestRouter(new PipelineSettings(Optional.empty(), Integer.MAX_VALUE, 1, 3, false), a);
    router.infer("m");
    router.infer("m");
    assertThat(reason(router)).isEqualTo(Reason.QUEUE_FULL);
    assertThat(message(router)).contains("'m'");
    router.infer("n");
    assertThat(a.attempts).hasSize(2);
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    router.infer("m");
    assertThat(a.attempts).hasSize(3);
    router.infer("unknown");
    assertThat(reason(router)).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void requestsOfOneKeyGoToOneReplica() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    for (int i = 0; i < 10; i++) {
      router.infer(
          TestRouter.request(
              AffinityKey.with(new RequestHeader("m", VersionChoice.ANY, "", Map.of()), "user-7"),
              Deadline.NONE));
      holder().attempts.getLast().answer();
    }
    assertThat(a.attempts.size() % 10).isZero();
    assertThat(b.attempts.size() % 10).isZero();
  }

  @Test
  void startsAgainWholeOnTheVersionThatIsCurrentByThen() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    b.announce(unit("m", 2), READY);
    router.view();
    a.attempts.getFirst().refuse(Reason.NO_REPLICA);
    assertThat(b.attempts.getFirst().unit()).isEqualTo(unit("m", 2));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    FakeWorker c = new FakeWorker("c");
    for (FakeWorker worker : new FakeWorker[] {a, b, c}) {
      worker.announce(unit("m", 1), READY);
    }
    TestRouter router =
        new TestRouter(
            new PipelineSettings(Optional.empty(), Integer.MAX_VALUE, Integer.MAX_VALUE, 2, false),
            a,
            b,
            c);
    router.infer("m");
    for (int i = 0; i < 2; i++) {
      for (FakeWorker worker : new FakeWorker[] {a, b, c}) {
        if (!worker.attempts.isEmpty()) {
          worker.attempts.removeFirst().refuse(Reason.NO_REPLICA);
          break;
        }
      }
    }
    assertThat(reason(router)).isEqualTo(Reason.NO_REPLICA);
  }

  @Test
  void doesNotTryAgainForAClientThatIsGone() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    InferenceRequest request = TestRouter.request("m", VersionChoice.ANY);
    router.infer(request);
    request.cancellation().cancel();
    (a.attempts.isEmpty() ? b : a).attempts.getFirst().refuse(Reason.NO_REPLICA);
    assertThat(a.attempts.size() + b.attempts.size()).isEqualTo(1);
    assertThat(reason(router)).isEqualTo(Reason.NO_REPLICA);
  }

  @Test
  void refusesWhatIsOverBeforeItBegan() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    router.scheduler.advance(Duration.ofSeconds(1));
    router.infer(TestRouter.request("m", VersionChoice.ANY, Deadline.after(0, 1_000_000_000)));
    assertThat(reason(router)).isEqualTo(Reason.DEADLINE_EXCEEDED);
    InferenceRequest cancelled = TestRouter.request("m", VersionChoice.ANY);
    cancelled.cancellation().cancel();
    router.infer(cancelled);
    assertThat(reason(router)).isEqualTo(Reason.CANCELLED);
    assertThat(a.attempts).isEmpty();
  }

  @Test
  void givesTheDefaultDeadlineToWhatBringsNone() {
    a.announce(unit("m", 1), READY);
    TestRouter router =
        new TestRouter(
            new PipelineSettings(Optional.of(Duration.ofSeconds(2)), 10, 10, 3, false), a);
    router.scheduler.advance(Duration.ofSeconds(1));
    router.infer("m");
    assertThat(a.attempts.getFirst().request().deadline())
        .isEqualTo(Deadline.after(0, Duration.ofSeconds(3).toNanos()));
  }

  @Test
  void refusesMoreThanItsLimit() {
    a.announce(unit("m", 1), READY);
    TestRouter router =
        new TestRouter(new PipelineSettings(Optional.empty(), 2, Integer.MAX_VALUE, 3, false), a);
    router.infer("m");
    router.infer("m");
    router.infer("m");
    assertThat(reason(router)).isEqualTo(Reason.QUEUE_FULL);
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    router.infer("m");
    assertThat(a.attempts).hasSize(3);
  }

  @Test
  void drainsByRefusingTheNewAndAnsweringTheOld() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    assertThat(router.directory.isReady()).isTrue();
    CompletableFuture<?> drained = router.admission.drain().toCompletableFuture();
    assertThat(router.directory.isReady()).isFalse();
    assertThat(drained).isNotDone();
    router.infer("m");
    assertThat(reason(router)).isEqualTo(Reason.NOT_READY);
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    assertThat(drained).isDone();
  }

  @Test
  void saysInTritonsWordsWhatIsNotServed() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), UNLOADED);
    a.announce(unit("unloaded", 1), UNLOADED);
    a.announce(unit("loading", 1), LOADING);
    a.announce(unit("failed", 1), FAILED, "bad magic", true);
    TestRouter router = new TestRouter(a);
    says(router, "nobody", 0, Reason.NOT_FOUND)
        .startsWith("Request for unknown model: 'nobody' is not found");
    says(router, "m", 7, Reason.NOT_FOUND)
        .isEqualTo("Request for unknown model: 'm' version 7 is not found; versions served: 1");
    says(router, "m", 2, Reason.NOT_READY)
        .startsWith("Request for unknown model: 'm' version 2 is not at ready state");
    says(router, "unloaded", 0, Reason.NOT_FOUND)
        .startsWith("Request for unknown model: 'unloaded' has no available versions");
    says(router, "failed", 0, Reason.NOT_FOUND).endsWith("version 1 is FAILED: bad magic");
    says(router, "loading", 0, Reason.NOT_READY).contains("has no available versions");
  }

  @Test
  void doesNotDenyAModelBeforeItHasHeardOfAny() {
    a.unreachable = true;
    TestRouter router = new TestRouter(a);
    says(router, "m", 0, Reason.NOT_READY).contains("the server is starting");
  }

  @Test
  void countsByWhatIsServedAndNeverByWhatAClientWrote() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    for (int i = 0; i < 50; i++) {
      router.infer("made-up-" + i);
    }
    assertThat(series(router, "gyre_router_requests")).isEqualTo(1);
    assertThat(series(router, "gyre_router_refusals")).isEqualTo(2);
    assertThat(router.metrics.requests("m", 1)).isEqualTo(1);
    a.announce(unit("m", 1), RETIRING);
    a.announce(unit("m", 2), READY);
    router.view();
    assertThat(series(router, "gyre_router_requests")).isZero();
  }

  @Test
  void settlesUnderItsLastVersionWhatIsServedNoMore() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    a.announce(unit("m", 1), RETIRING);
    a.registryHas("other");
    assertThat(router.current("m")).isZero();
    a.attempts.getFirst().refuse(Reason.NO_REPLICA);

    assertThat(router.outcomes).hasSize(1);
    assertThat(labels(router, "gyre_router_request_duration_seconds"))
        .containsExactly(Labels.of("model", "m", "version", "1"));
    assertThat(labels(router, "gyre_router_refusals"))
        .extracting(labels -> labels.get("model"))
        .containsExactly("m");
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void countsAndLogsWhatAFrontDoorRefused() {
    TestRouter router = new TestRouter(a);
    for (int i = 0; i < 3; i++) {
      router.inference.refused(
          new RequestHeader("made-up-" + i, VersionChoice.ANY, "id-" + i, Map.of()),
          Refusal.invalid("no message"));
    }
    assertThat(series(router, "gyre_router_refusals")).isEqualTo(1);
    assertThat(router.logged).containsExactly("made-up-0 id-0", "made-up-1 id-1", "made-up-2 id-2");
  }

  private static long series(TestRouter router, String name) {
    return labels(router, name).size();
  }

  private static List<Labels> labels(TestRouter router, String name) {
    return router.registry.scrape(name::equals).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(DataPointSnapshot::getLabels)
        .toList();
  }

  private static AbstractStringAssert<?> says(
      TestRouter router, String model, long version, Reason reason) {
    router.infer(
        TestRouter.request(model, version == 0 ? VersionChoice.ANY : VersionChoice.of(version)));
    assertThat(reason(router)).as(message(router)).isEqualTo(reason);
    return assertThat(message(router));
  }

  private static Reason reason(TestRouter router) {
    return refusal(router).reason();
  }

  private static String message(TestRouter router) {
    return refusal(router).message();
  }

  private static Refusal refusal(TestRouter router) {
    Outcome last = router.outcomes.getLast();
    assertThat(last).isInstanceOf(Refusal.class);
    return (Refusal) last;
  }
}
