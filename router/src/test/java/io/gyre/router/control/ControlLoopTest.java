package io.gyre.router.control;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Member;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.unit.UnitId;
import io.gyre.router.pipeline.TestRouter;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
  private static final UnitId V1 = unit("m", 1);
  private static final UnitId V2 = unit("m", 2);

  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");
  private final List<Target> dropped = new ArrayList<>();

  @Test
  void servesWhatTheSnapshotHas() {
    a.announce(V1, READY);
    assertThat(new TestRouter(a).current("m")).isEqualTo(1);
  }

  @Test
  void flipsToANewVersionAndReleasesTheOldOne() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.announce(V1, RETIRING);
    a.announce(V2, LOADING);
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(a.releases).isEmpty();
    a.announce(V2, READY);
    assertThat(router.current("m")).isEqualTo(2);
    assertThat(a.isReleased(V1)).isTrue();
    assertThat(a.releases).hasSize(1);
  }

  @Test
  void releasesOnlyOnceThePinnedRequestsHaveEnded() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    a.announce(V1, RETIRING);
    a.announce(V2, READY);
    assertThat(router.current("m")).isEqualTo(2);
    assertThat(a.isReleased(V1)).isFalse();
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    router.scheduler.runDue();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void releasesAReplicaThatMovedAlthoughTheVersionIsBusy() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a, b);
    router.infer("m");
    a.announce(V1, RETIRING);
    b.announce(V1, LOADING);
    router.view();
    b.announce(V1, READY);
    router.view();
    router.infer("m");
    assertThat(b.attempts).hasSize(1);
    assertThat(a.isReleased(V1)).isFalse();
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    router.scheduler.runDue();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void aCorruptVersionChangesNothing() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.announce(V2, LOADING);
    router.view();
    a.announce(V2, FAILED, "not an ONNX file", true);
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(router.view().isReady()).isTrue();
    assertThat(a.releases).isEmpty();
  }

  @Test
  void aReleaseIsTakenBackByANewAnnouncement() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.announce(V1, RETIRING);
    a.announce(V2, READY);
    router.view();
    a.announce(V2, FAILED, "out of memory", false);
    a.announce(V1, READY);
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void keepsALostWorkersReplicasForHalfTheGraceTime() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.unreachable = true;
    a.loseStream();
    router.scheduler.advance(Duration.ofSeconds(14));
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(router.view().members().getFirst().connected()).isFalse();
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(router.current("m")).isZero();
  }

  @Test
  void attachesAgainWithGrowingPauses() {
    a.announce(V1, READY);
    a.unreachable = true;
    TestRouter router = new TestRouter(a);
    router.scheduler.advance(Duration.ofMillis(100));
    assertThat(a.dials).isEqualTo(2);
    router.scheduler.advance(Duration.ofSeconds(60));
    assertThat(a.dials).isBetween(14, 30);
    a.unreachable = false;
    router.scheduler.advance(Duration.ofSeconds(5));
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void aSnapshotAfterALossLeasesAnew() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.announce(V1, RETIRING);
    a.announce(V2, READY);
    router.view();
    assertThat(a.isReleased(V1)).isTrue();
    a.releases.clear();
    a.loseStream();
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void aModelThatTheRegistryLostIsLetGo() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    a.announce(V1, RETIRING);
    assertThat(router.current("m")).isEqualTo(1);
    a.registryHas("other");
    assertThat(router.current("m")).isZero();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void theLastWorkerIsLetGoOnceItsRequestsAreAnswered() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    router.infer("m");
    a.announce(V1, RETIRING);
    a.drain();
    assertThat(router.current("m")).isZero();
    assertThat(a.isReleased(V1)).isFalse();
    a.attempts.getFirst().refuse(Reason.EXECUTION_FAILED);
    router.scheduler.runDue();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void aDrainingWorkerServesOnWhileAnotherMayTakeOver() {
    a.announce(V1, READY);
    b.models.add("m");
    TestRouter router = new TestRouter(a, b);
    a.announce(V1, RETIRING);
    a.drain();
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(a.isReleased(V1)).isFalse();
    b.drain();
    assertThat(router.current("m")).isZero();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void aProcessThatIsReachedAtTwoAddressesIsAttachedToOnce() {
    a.announce(V1, READY);
    a.process = "p1";
    b.announce(V1, READY);
    b.process = "p1";
    TestRouter router = new TestRouter(a, b);
    assertThat(router.view().members())
        .extracting(MemberView::connected)
        .containsExactly(true, false);
    assertThat(router.view().members().getLast().lastError()).contains("list it once");
    assertThat(router.view().holdings("m")).hasSize(1);
    a.unreachable = true;
    a.loseStream();
    router.scheduler.advance(Duration.ofSeconds(5));
    assertThat(router.view().members())
        .extracting(MemberView::connected)
        .containsExactly(false, true);
  }

  @Test
  void aReplicaOfAnotherSignatureIsNamedAndGetsNoRequests() {
    a.announce(V1, READY);
    b.batchLimit = 4;
    b.announce(V1, READY);
    TestRouter router = new TestRouter(a, b);
    ModelRoutes routes = Objects.requireNonNull(router.view().table().model("m"));
    assertThat(routes.current().partitions().getFirst())
        .extracting(Replica::worker)
        .containsExactly("a");
    assertThat(router.view().problems().get("m")).contains("workers a and b have m/1");
    a.announce(V1, RETIRING);
    assertThat(router.view().table().model("m")).isNotNull();
    b.batchLimit = 8;
    b.announce(V1, READY);
    assertThat(router.view().problems()).doesNotContainKey("m");
  }

  @Test
  void aUnitThatIsAnnouncedTwiceAtOnceIsNamed() {
    a.announce(V1, READY);
    a.repeats = true;
    TestRouter router = new TestRouter(a);
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(router.view().problems().get("m")).contains("worker a announces m/1");
  }

  @Test
  void aMemberWhoseZoneChangesKeepsItsStream() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    Member was = a.target().member();
    Member now = new Member(was.id(), was.host(), was.port(), "z2", 7, Set.of());
    List<Target> dropped = new ArrayList<>();
    router.control.assign(List.of(new Target(now, a.target().worker())), dropped::add);
    router.scheduler.runDue();
    assertThat(router.view().members().getFirst().member()).isEqualTo(now);
    assertThat(router.view().members().getFirst().listed()).isTrue();
    assertThat(router.view().members().getFirst().connected()).isTrue();
    assertThat(dropped).isEmpty();
  }

  @Test
  void oneFailedModelLeavesALenientRouterReadyForTheOthers() {
    TestRouter router = new TestRouter(ControlSettings.defaults("r").strict(false), a);
    a.announce(unit("n", 1), FAILED, "no such operator", true);
    assertThat(router.view().isReady()).isFalse();
    a.announce(V1, READY);
    assertThat(router.view().isReady()).isTrue();
    assertThat(router.view().failed()).containsExactly("n");
  }

  @Test
  void isNotReadyUntilTheFirstLoadsAreOver() {
    TestRouter router = new TestRouter(a, b);
    a.announce(V1, LOADING);
    b.unreachable = true;
    b.loseStream();
    TestRouter late = new TestRouter(a, b);
    assertThat(late.view().isReady()).isFalse();
    a.announce(V1, READY);
    assertThat(late.view().isReady()).isTrue();
    a.announce(unit("n", 1), LOADING);
    assertThat(late.view().isReady()).isTrue();
    a.announce(unit("n", 1), FAILED, "no such operator", true);
    assertThat(late.view().isReady()).isFalse();
    a.announce(unit("n", 1), LOADING);
    assertThat(late.view().isReady()).isFalse();
    a.announce(unit("n", 1), READY);
    assertThat(late.view().isReady()).isTrue();
    assertThat(router.view().members()).hasSize(2);
  }

  @Test
  void attachesToAMemberThatJoins() {
    a.announce(V1, READY);
    b.announce(V2, READY);
    TestRouter router = new TestRouter(a);
    assign(router, a, b);
    assertThat(router.current("m")).isEqualTo(2);
    assertThat(router.control.workers()).containsExactly(a, b);
  }

  @Test
  void aMemberThatIsListedNoMoreIsUsedForAsLongAsItAnswers() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a, b);
    assign(router, b);
    router.scheduler.advance(Duration.ofMinutes(10));
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(router.view().members().getFirst().listed()).isFalse();

    a.unreachable = true;
    a.loseStream();
    router.scheduler.advance(Duration.ofSeconds(14));
    assertThat(router.current("m")).isEqualTo(1);
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(router.current("m")).isZero();
    assertThat(router.view().members()).hasSize(1);
    assertThat(dropped).containsExactly(a.target());
    int dials = a.dials;
    router.scheduler.advance(Duration.ofMinutes(1));
    assertThat(a.dials).isEqualTo(dials);
  }

  @Test
  void aMemberThatIsListedAgainWithinTheGraceTimeStays() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a, b);
    assign(router, b);
    a.loseStream();
    assign(router, a, b);
    router.scheduler.advance(Duration.ofMinutes(1));
    assertThat(router.current("m")).isEqualTo(1);
    assertThat(dropped).isEmpty();
  }

  @Test
  void aMemberThatWasNeverReachedIsGivenUpAtOnceWhenItLeaves() {
    b.unreachable = true;
    TestRouter router = new TestRouter(a, b);
    assign(router, a);
    assertThat(router.view().members()).hasSize(1);
    assertThat(dropped).containsExactly(b.target());
  }

  @Test
  void aMemberAtAnotherAddressIsCalledThereOnceTheOldOneIsLost() {
    a.announce(V1, READY);
    FakeWorker moved = new FakeWorker("a");
    moved.announce(V2, READY);
    TestRouter router = new TestRouter(a);
    Target elsewhere = new Target(new Member("a", "10.0.0.9", 8001), moved);
    router.control.assign(List.of(elsewhere), dropped::add);
    assertThat(router.current("m")).isEqualTo(1);
    a.loseStream();
    assertThat(router.current("m")).isEqualTo(2);
    assertThat(router.view().members()).hasSize(1);
    assertThat(router.view().members().getFirst().member()).isEqualTo(elsewhere.member());
  }

  @Test
  void isNotReadyOnceNoWorkerIsLeft() {
    a.announce(V1, READY);
    TestRouter router = new TestRouter(a);
    assertThat(router.view().isReady()).isTrue();
    a.unreachable = true;
    a.loseStream();
    router.scheduler.advance(Duration.ofSeconds(15));
    assertThat(router.view().isReady()).isFalse();
  }

  private void assign(TestRouter router, FakeWorker... workers) {
    router.control.assign(Stream.of(workers).map(FakeWorker::target).toList(), dropped::add);
    router.view();
  }
}
