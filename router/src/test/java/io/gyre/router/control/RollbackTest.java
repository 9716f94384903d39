package io.gyre.router.control;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.proto.worker.UnitState.WAITING;
import static io.gyre.router.control.FakeWorker.unit;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.router.pipeline.PipelineSettings;
import io.gyre.router.pipeline.TestRouter;
import io.gyre.router.table.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The roll-back window after a flip, and the verdicts that it may end in. */
class RollbackTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final UnitId V1 = unit("m", 1);
  private static final UnitId V2 = unit("m", 2);
  private static final UnitId V3 = unit("m", 3);

  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");

  @Test
  void theVersionBeforeIsReleasedOnceTheWindowIsOver() {
    TestRouter router = flipped(router(a));
    router.scheduler.advance(WINDOW.minus(LOOK));
    assertThat(a.isReleased(V1)).isFalse();
    assertThat(router.view().swaps("m").kept()).map(VersionId::version).contains(1L);
    router.scheduler.advance(LOOK.multipliedBy(2));
    assertThat(a.isReleased(V1)).isTrue();
    assertThat(router.view().swaps("m").kept()).isEmpty();
    assertThat(router.current("m")).isEqualTo(2);
  }

  @Test
  void aVersionThatFailsTooOftenIsCondemnedAndLeft() {
    TestRouter router = flipped(router(a));
    end(router, 17, 3);
    router.scheduler.advance(LOOK);

    assertThat(router.current("m")).isEqualTo(1);
    ModelSwaps swaps = router.view().swaps("m");
    assertThat(swaps.rollbacks()).isEqualTo(1);
    assertThat(swaps.last()).map(Flip::rollback).contains(true);
    assertThat(swaps.condemned()).containsOnlyKeys(VersionId.of(V2));
    assertThat(swaps.condemned().values())
        .first()
        .asString()
        .contains("failed on 3 of 20 requests (15.0 %)", "version 1 on 0.0 %");
    assertThat(a.verdicts).hasSize(1);
    Verdict told = a.verdicts.getFirst();
    assertThat(List.of(told.getModel(), told.getRevision())).containsExactly("m", "r2");
    assertThat(told.getVersion()).isEqualTo(2);

    a.announce(V1, READY);
    a.announce(V2, RETIRING, told.getReason(), true);
    router.view();
    assertThat(a.isReleased(V2)).isTrue();
    assertThat(a.isReleased(V1)).isFalse();
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void fewRequestsAreNoGroundForAVerdict() {
    TestRouter router = flipped(router(a));
    end(router, 0, 19);
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(2);
    end(router, 0, 1);
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void whatFailedBeforeAsWellIsNotTheNewVersionsDoing() {
    TestRouter router = router(a);
    a.announce(V1, READY);
    router.view();
    end(router, 70, 30);
    a.announce(V1, RETIRING);
    a.announce(V2, READY);
    router.view();
    end(router, 13, 7);
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(2);
    end(router, 6, 4);
    end(router, 0, 10);
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void whatIsTheClientsOrTheLoadsDoingDoesNotCount() {
    TestRouter router = flipped(router(a));
    for (Reason reason :
        List.of(Reason.INVALID_ARGUMENT, Reason.QUEUE_FULL, Reason.DEADLINE_EXCEEDED)) {
      for (int i = 0; i < 30; i++) {
        router.infer("m");
        a.attempts.removeFirst().refuse(reason);
      }
    }
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(2);
  }

  @Test
  void failuresAfterTheWindowChangeNothing() {
    TestRouter router = flipped(router(a));
    router.scheduler.advance(WINDOW.plus(LOOK));
    end(router, 0, 100);
    router.scheduler.advance(WINDOW);
    assertThat(router.current("m")).isEqualTo(2);
    assertThat(a.verdicts).isEmpty();
  }

  @Test
  void theNextVersionIsJudgedAgainstTheOneThatWasCurrent() {
    TestRouter router = flipped(router(a));
    a.announce(V2, RETIRING);
    a.announce(V3, READY);
    router.view();
    assertThat(a.isReleased(V1)).isTrue();
    assertThat(a.isReleased(V2)).isFalse();
    end(router, 0, 20);
    router.scheduler.advance(LOOK);
    assertThat(router.current("m")).isEqualTo(2);
  }

  @Test
  void verdictsOfOneWorkerAreRepeatedToTheOthersAndAfterANewStream() {
    TestRouter router = router(a, b);
    a.announce(V1, READY);
    b.announce(V1, READY);
    b.announce(V2, LOADING);
    a.announce(V2, FAILED, "not an ONNX file", true);
    router.view();
    assertThat(a.verdicts).isEmpty();
    assertThat(b.verdicts).extracting(Verdict::getReason).containsExactly("not an ONNX file");
    b.announce(V2, READY);
    router.view();
    assertThat(b.verdicts).hasSize(1);
    assertThat(router.current("m")).isEqualTo(1);

    b.loseStream();
    router.scheduler.advance(Duration.ofSeconds(1));
    assertThat(b.verdicts).hasSize(2);
  }

  @Test
  void aVerdictEndsWithItsContentAndWithItsModel() {
    TestRouter router = flipped(router(a));
    end(router, 0, 20);
    router.scheduler.advance(LOOK);
    UnitId mended = new UnitId("m", 2, "mended", 0);
    a.announce(V1, RETIRING);
    a.announce(mended, READY);
    assertThat(requireNonNull(router.view().table().model("m")).current().id().revision())
        .isEqualTo("mended");

    Stream.of(V1, V2, mended).forEach(a::gone);
    a.registryHas();
    assertThat(router.view().swaps("m")).isEqualTo(ModelSwaps.NONE);
  }

  @Test
  void aUnitThatWaitsForRoomGetsThatOfTheWindow() {
    TestRouter router = flipped(router(a));
    assertThat(a.isReleased(V1)).isFalse();
    a.announce(unit("n", 1), WAITING);
    router.view();
    assertThat(a.isReleased(V1)).isTrue();
  }

  @Test
  void aWorkerThatDrainsIsNotHeldUpByAWindow() {
    TestRouter router = flipped(router(a, b));
    b.announce(V2, READY);
    router.view();
    a.announce(V2, RETIRING);
    a.drain();
    router.view();
    assertThat(a.isReleased(V1)).isTrue();
    assertThat(a.isReleased(V2)).isTrue();
    assertThat(router.current("m")).isEqualTo(2);
  }

  @Test
  void aSignatureThatBreaksIsKeptForTheStatus() {
    TestRouter router = flipped(router(a));
    assertThat(router.view().swaps("m").last()).map(Flip::signatureChanges).contains(List.of());
    a.batchLimit = 4;
    a.announce(V2, RETIRING);
    a.announce(V3, READY);
    assertThat(router.view().swaps("m").last())
        .map(Flip::signatureChanges)
        .contains(List.of("max_batch_size was 8 and is 4"));
  }

  private static TestRouter router(FakeWorker... workers) {
    return new TestRouter(
        "router",
        PipelineSettings.DEFAULTS,
        new RollbackSettings(WINDOW, 0.1, 20),
        new FakeScheduler(),
        Stream.of(workers).map(FakeWorker::target).toList());
  }

  /** Has version 2 take over from version 1. */
  private TestRouter flipped(TestRouter router) {
    a.announce(V1, READY);
    router.view();
    a.announce(V1, RETIRING);
    a.announce(V2, READY);
    assertThat(router.current("m")).isEqualTo(2);
    return router;
  }

  /** Ends so many requests well, and so many in a failure of the model. */
  private void end(TestRouter router, int well, int badly) {
    for (int i = 0; i < well + badly; i++) {
      router.infer("m");
      FakeWorker.Attempt attempt = a.attempts.removeFirst();
      if (i < well) {
        attempt.answer();
      } else {
        attempt.refuse(Reason.EXECUTION_FAILED);
      }
    }
  }
}
