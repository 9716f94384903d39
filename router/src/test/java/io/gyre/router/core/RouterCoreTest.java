package io.gyre.router.core;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.MembershipSource;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.history.History;
import io.gyre.router.history.Journal;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.pipeline.TestRouter;
import io.gyre.router.status.RouterStatus;
import io.gyre.router.status.RouterStatus.MemberStatus;
import io.gyre.router.status.RouterStatus.MembershipStatus;
import io.gyre.router.status.RouterStatus.ModelStatus;
import io.gyre.router.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouterCoreTest {
  private final FakeWorker worker = new FakeWorker("a");
  private final PrometheusRegistry registry = new PrometheusRegistry();

  @Test
  void servesRequestsQuestionsStatusAndMetricsFromStartToDrain() {
    worker.announce(unit("m", 1), READY);
    worker.announce(unit("m", 2), FAILED, "bad magic", true);
    worker.models.add("never");
    List<Outcome> outcomes = new ArrayList<>();
    try (RouterCore core =
        new RouterCore(
            List.of(worker.target()),
            MembershipSource.fixed("a test", List.of(worker.target().member())),
            RouterSettings.defaults("r"),
            registry,
            AccessLog.OFF,
            new Tracing(""),
            new History(InstantSource.system(), System::nanoTime, Journal.NONE))) {
      core.start();
      while (!core.directory().isReady()) {
        Thread.onSpinWait();
      }
      core.inference().infer(TestRouter.request("m", VersionChoice.ANY), outcomes::add);

      RouterStatus status = core.status();
      assertThat(status.ready()).isTrue();
      assertThat(status.inFlight()).isEqualTo(1);
      assertThat(status.members())
          .containsExactly(new MemberStatus("a", "127.0.0.1", 8001, "", true, true, false, "", ""));
      assertThat(status.membership())
          .isEqualTo(new MembershipStatus("a test", "CURRENT", "", 0, List.of(), List.of()));
      assertThat(status.models())
          .containsExactly(
              new ModelStatus("m", "1", "READY", "", "", true, 0, 1000, Map.of(), 1, 0),
              new ModelStatus(
                  "m", "2", "UNAVAILABLE", "bad magic", "", false, 0, 1000, Map.of(), 0, 0),
              new ModelStatus("never", "", "", "", "", false, 0, 0, Map.of(), 0, 0));
      assertThat(status.units()).extracting(unit -> unit.leased()).containsExactly(true, false);
      assertThat(status.table()).hasSize(1);
      assertThat(status.table().getFirst().pinned()).isEqualTo(1);
      assertThat(status.table().getFirst().replicas().getFirst().outstanding()).isEqualTo(1);
      assertThat(registry.scrape().stream().map(metric -> metric.getMetadata().getName()))
          .allSatisfy(name -> assertThat(name).startsWith("gyre_router_"))
          .contains("gyre_router_requests", "gyre_router_versions_served");

      CompletableFuture<?> drained = core.drain().toCompletableFuture();
      assertThat(drained).isNotDone();
      worker.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
      drained.join();
      assertThat(outcomes).hasSize(1);
      assertThat(core.status().draining()).isTrue();
    }
  }
}
