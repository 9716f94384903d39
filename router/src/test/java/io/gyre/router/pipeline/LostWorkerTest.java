package io.gyre.router.pipeline;

import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.control.FakeWorker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose worker is lost while they are there. */
class LostWorkerTest {
  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");
  private final FakeWorker c = new FakeWorker("c");

  @Test
  void goToAnotherReplicaOfTheSameVersion() {
    TestRouter router = serving(a, b);
    router.infer("m");
    FakeWorker first = holder(a, b);
    first.attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(holder(a, b)).isNotSameAs(first);
    assertThat(holder(a, b).attempts.getFirst().unit()).isEqualTo(unit("m", 1));
    assertThat(router.outcomes).isEmpty();
    assertThat(retries(router, "worker_lost")).isEqualTo(1);
    assertThat(retries(router, "no_replica")).isZero();
  }

  @Test
  void stayOnTheirVersionAfterAFlip() {
    TestRouter router = serving(a, b);
    router.infer("m");
    FakeWorker first = holder(a, b);
    for (FakeWorker worker : new FakeWorker[] {a, b}) {
      worker.announce(unit("m", 2), READY);
      worker.announce(unit("m", 1), RETIRING);
    }
    assertThat(router.current("m")).isEqualTo(2);
    first.attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(holder(a, b).attempts.getFirst().unit()).isEqualTo(unit("m", 1));
  }

  @Test
  void goToAReplicaThatHasComeSince() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    b.announce(unit("m", 1), READY);
    router.view();
    a.attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(b.attempts).hasSize(1);
  }

  @Test
  void areRefusedWhereNoOtherReplicaIs() {
    TestRouter router = serving(a);
    router.infer("m");
    a.announce(unit("m", 2), READY);
    router.view();
    a.attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(a.attempts).isEmpty();
    assertThat(reason(router)).isEqualTo(Reason.WORKER_LOST);
    assertThat(router.admission.inFlight()).isZero();
    assertThat(router.budget.left()).isEqualTo(3);
  }

  @Test
  void areNotGivenAThirdWorker() {
    TestRouter router = serving(a, b, c);
    router.infer("m");
    holder(a, b, c).attempts.removeFirst().refuse(Reason.WORKER_LOST);
    holder(a, b, c).attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(reason(router)).isEqualTo(Reason.WORKER_LOST);
  }

  @Test
  void skipAReplicaThatDoesNotTakeThem() {
    TestRouter router = serving(a, b, c);
    router.infer("m");
    holder(a, b, c).attempts.removeFirst().refuse(Reason.WORKER_LOST);
    holder(a, b, c).attempts.removeFirst().refuse(Reason.NO_REPLICA);

    assertThat(holder(a, b, c).attempts.getFirst().unit()).isEqualTo(unit("m", 1));
    assertThat(router.outcomes).isEmpty();
    assertThat(retries(router, "worker_lost")).isEqualTo(1);
    assertThat(retries(router, "no_replica")).isEqualTo(1);
    assertThat(router.budget.left()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void areRefusedAsLostWhereNoOtherReplicaTakesThem(int maxAttempts) {
    announce(a, b, c);
    TestRouter router =
        new TestRouter(
            new PipelineSettings(
                Optional.empty(), Integer.MAX_VALUE, Integer.MAX_VALUE, maxAttempts, false),
            a,
            b,
            c);
    router.infer("m");
    holder(a, b, c).attempts.removeFirst().refuse(Reason.WORKER_LOST);
    for (int i = 1; i < maxAttempts; i++) {
      holder(a, b, c).attempts.removeFirst().refuse(Reason.NO_REPLICA);
    }
    assertThat(reason(router)).isEqualTo(Reason.WORKER_LOST);
  }

  @Test
  void areRefusedAsLostWhereTheOnlyOtherReplicaDoesNotTakeThem() {
    TestRouter router = serving(a, b);
    router.infer("m");
    holder(a, b).attempts.removeFirst().refuse(Reason.WORKER_LOST);
    holder(a, b).attempts.removeFirst().refuse(Reason.NO_REPLICA);

    assertThat(router.outcomes).hasSize(1);
    assertThat(reason(router)).isEqualTo(Reason.WORKER_LOST);
    assertThat(router.admission.inFlight()).isZero();
  }

  @Test
  void areRefusedWhenTheBudgetIsSpentUntilOthersEarnIt() {
    TestRouter router = serving(a, b);
    // Each of the test router's requests earns half a retry, the reserve is three.
    int lost = 0;
    while (router.outcomes.isEmpty() || reason(router) != Reason.WORKER_LOST) {
      router.infer("m");
      holder(a, b).attempts.removeFirst().refuse(Reason.WORKER_LOST);
      if (a.attempts.size() + b.attempts.size() > 0) {
        holder(a, b).attempts.removeFirst().refuse(Reason.EXECUTION_FAILED);
        lost++;
      }
    }
    assertThat(lost).isEqualTo(5);
    assertThat(router.budget.left()).isZero();

    for (int i = 0; i < 2; i++) {
      router.infer("m");
      holder(a, b).attempts.removeFirst().refuse(Reason.EXECUTION_FAILED);
    }
    assertThat(router.budget.left()).isEqualTo(1);
  }

  @Test
  void areRefusedOnceTheirDeadlineHasPassed() {
    TestRouter router = serving(a, b);
    router.infer(TestRouter.request("m", VersionChoice.ANY, Deadline.after(0, 1_000_000_000)));
    router.scheduler.advance(Duration.ofSeconds(1));
    holder(a, b).attempts.removeFirst().refuse(Reason.WORKER_LOST);

    assertThat(reason(router)).isEqualTo(Reason.WORKER_LOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"WORKER_LOST", "NO_REPLICA"})
  void areRefusedWhereTheyBelongToASequence(Reason reason) {
    for (ParameterValue id :
        new ParameterValue[] {
          new ParameterValue.Int64(7), new ParameterValue.Uint64(-1), new ParameterValue.Text("s")
        }) {
      a.attempts.clear();
      b.attempts.clear();
      TestRouter router = serving(a, b);
      router.infer(
          TestRouter.request(
              new RequestHeader("m", VersionChoice.ANY, "", Map.of("sequence_id", id)),
              Deadline.NONE));
      holder(a, b).attempts.removeFirst().refuse(reason);
      assertThat(a.attempts.size() + b.attempts.size()).isZero();
      assertThat(reason(router)).isEqualTo(reason);
    }
  }

  private static TestRouter serving(FakeWorker... workers) {
    announce(workers);
    return new TestRouter(workers);
  }

  private static void announce(FakeWorker... workers) {
    for (FakeWorker worker : workers) {
      worker.announce(unit("m", 1), READY);
    }
  }

  private static FakeWorker holder(FakeWorker... workers) {
    return Arrays.stream(workers)
        .filter(worker -> !worker.attempts.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static Reason reason(TestRouter router) {
    return ((Refusal) router.outcomes.getLast()).reason();
  }

  private static double retries(TestRouter router, String reason) {
    return router.registry.scrape("gyre_router_retries"::equals).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(point ->
            ((io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot) point)
                .getValue())
        .sum();
  }
}
