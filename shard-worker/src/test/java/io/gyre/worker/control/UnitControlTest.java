package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.catalogue;
import static io.gyre.worker.control.ControlHarness.sized;
import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.UnitState;
import io.gyre.worker.replica.Answers;
import io.gyre.worker.replica.Configurations;
import io.gyre.worker.replica.FakeModel;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.Requests;
import io.gyre.worker.replica.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnitControlTest {
  private static final UnitId ONE = unit("m", 1);
  private static final UnitId TWO = unit("m", 2);

  private ControlHarness worker = new ControlHarness(Long.MAX_VALUE, 2, _ -> true);
  private final Announced router = new Announced();

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    worker.end();
    assertThat(worker.models).allMatch(FakeModel::isClosed).noneMatch(FakeModel::isMisused);
    assertThat(worker.allocator.metric().usedDirectMemory()).isZero();
  }

  private Announcement announced(UnitId unit) {
    return Objects.requireNonNull(router.units().get(unit), unit::toString);
  }

  private void release(String name, Announced listener, UnitId unit) {
    worker.control.release(
        name,
        listener,
        Release.newBuilder()
            .setUnit(UnitMessage.of(unit))
            .setNumber(listener.number(unit))
            .build());
  }

  @Test
  void snapshotWaitsForTheFirstCatalogue() {
    worker.control.attach("a", router);
    assertThat(router.models()).isEmpty();

    worker.control.onCatalogue(catalogue(ONE));

    assertThat(router.models()).containsExactly("m");
    assertThat(router.state(ONE)).isEqualTo(UnitState.LOADING);
  }

  @Test
  void unitIsReadyOnlyOnceLoadedAndWarm() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    assertThat(worker.served.of(ONE)).isNull();

    worker.control.onWarming(ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.WARMING);
    worker.loaded(ONE);

    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(announced(ONE).getBytesHeld()).isEqualTo(1000);
    assertThat(worker.served.of(ONE)).isNotNull();
    assertThat(worker.control.states())
        .isEqualTo(Map.of(io.gyre.loader.lifecycle.UnitState.READY, 1));
  }

  @Test
  void failureSaysWhyAndIsTriedAgainWhereTheFileIsNotAtFault() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.failed(ONE, false);

    assertThat(announced(ONE).getState()).isEqualTo(UnitState.FAILED);
    assertThat(announced(ONE).getReason()).isEqualTo("a reason; tried again in 0 ms");
    assertThat(announced(ONE).getCondemned()).isFalse();
    worker.now += ControlHarness.BACKOFF - 1;
    worker.control.tick();
    assertThat(worker.loading).isEmpty();
    worker.now++;
    worker.control.tick();
    assertThat(worker.loading).containsExactly(ONE);

    worker.failed(ONE, false);
    worker.now += ControlHarness.BACKOFF;
    worker.control.tick();
    assertThat(worker.loading).as("the second wait is twice as long").isEmpty();
  }

  @Test
  void condemnedVersionStaysFailedAndTheOldOneServesOn() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(catalogue(ONE, TWO));
    worker.failed(TWO, true);
    worker.now += 1_000_000;
    worker.control.tick();

    assertThat(announced(TWO).getState()).isEqualTo(UnitState.FAILED);
    assertThat(announced(TWO).getCondemned()).isTrue();
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(worker.loading).isEmpty();
  }

  @Test
  void replacedVersionGoesWhenEveryRouterReleasedItAndNothingIsInFlight() {
    Announced other = new Announced();
    worker.control.attach("a", router);
    worker.control.attach("b", other);
    worker.control.onCatalogue(catalogue(ONE));
    FakeModel model = worker.loaded(ONE);
    Answers running = new Answers();
    Objects.requireNonNull(worker.served.of(ONE))
        .infer(Requests.of(Tensors.pairs("X", 1, 1)), running);
    model.awaitRuns(1);
    worker.control.onCatalogue(catalogue(ONE, TWO));
    worker.loaded(TWO);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);

    release("a", router, ONE);
    assertThat(worker.served.of(ONE)).isNotNull();
    release("b", other, ONE);
    assertThat(worker.served.of(ONE)).as("a request is in flight").isNotNull();
    model.permit(1);
    running.response().close();
    awaitIdle(ONE);
    worker.control.tick();

    assertThat(worker.served.of(ONE)).isNull();
    assertThat(router.state(ONE)).isEqualTo(UnitState.UNLOADED);
  }

  /** Waits for the moment between an answer and its count. */
  private void awaitIdle(UnitId unit) {
    while (Objects.requireNonNull(worker.served.of(unit)).inFlight() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void unitThatOnlySomeRoutersReleasedIsAnnouncedAnew() {
    Announced other = new Announced();
    worker.control.attach("a", router);
    worker.control.attach("b", other);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(Catalogue.EMPTY);
    long before = router.number(ONE);
    release("a", router, ONE);
    worker.now += ControlHarness.REANNOUNCE;
    worker.control.tick();

    assertThat(router.number(ONE)).isGreaterThan(before);
    release("b", other, ONE);
    assertThat(worker.served.of(ONE)).as("the first release is void").isNotNull();
    release("a", router, ONE);
    assertThat(worker.served.of(ONE)).isNull();
  }

  @Test
  void wantedAgainUnitIsReadyAgain() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(Catalogue.EMPTY);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);
    worker.control.onCatalogue(catalogue(ONE));

    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(worker.models).hasSize(1);
  }

  @Test
  void lostRouterHoldsUpNothingAfterTheGraceTime() {
    Announced other = new Announced();
    worker.control.attach("a", router);
    worker.control.attach("b", other);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.detach("b", other);
    worker.control.onCatalogue(Catalogue.EMPTY);
    release("a", router, ONE);
    worker.now += ControlHarness.GRACE - 1;
    worker.control.tick();
    release("a", router, ONE);
    assertThat(worker.served.of(ONE)).isNotNull();
    worker.now++;
    worker.control.tick();

    assertThat(worker.served.of(ONE)).isNull();
  }

  @Test
  void unitWithoutRoomWaitsWithNumbersAndTheOthersServe() {
    worker = new ControlHarness(-1, 2, _ -> true);
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));

    assertThat(announced(ONE).getState()).isEqualTo(UnitState.WAITING);
    assertThat(announced(ONE).getReason()).contains("needs 0 bytes", "budget of");
    assertThat(worker.loading).isEmpty();
  }

  @Test
  void memoryThatGrewIsAnnouncedAnew() throws Exception {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    FakeModel model = worker.loaded(ONE);
    long before = router.number(ONE);
    worker.now += 2_000_000_000;
    worker.control.tick();
    assertThat(router.number(ONE)).isEqualTo(before);

    model.permit(1);
    Answers answer = new Answers();
    Objects.requireNonNull(worker.served.of(ONE))
        .infer(Requests.of(Tensors.pairs("X", 4, 1)), answer);
    answer.response().close();
    worker.now += 2_000_000_000;
    worker.control.tick();

    assertThat(router.number(ONE)).isGreaterThan(before);
    assertThat(announced(ONE).getMemoryMap()).containsEntry("weights", 1_000L);
    assertThat(announced(ONE).getMemoryOrThrow("staging")).isPositive();
    assertThat(announced(ONE).getBytesHeld()).isGreaterThan(1_000);
  }

  @Test
  void unitWaitsForTheRoomThatItsFilesAreExpectedToNeed() {
    worker = new ControlHarness(1_200, 2, _ -> true);
    worker.control.attach("a", router);
    worker.control.onCatalogue(sized(1_000, ONE));

    assertThat(announced(ONE).getState()).isEqualTo(UnitState.WAITING);
    assertThat(announced(ONE).getBytesNeeded()).isEqualTo(1_250);
    assertThat(announced(ONE).getBytesFree()).isEqualTo(1_200);
    assertThat(announced(ONE).getReason())
        .contains("larger than the whole memory budget", "1250", "1200", "worker.memory");
  }

  @Test
  @Timeout(60)
  void unitThatTookMoreThanThereIsRoomForIsClosedAndWaits() throws Exception {
    UnitId other = unit("n", 1);
    worker = new ControlHarness(1_500, 2, _ -> true);
    worker.control.attach("a", router);
    worker.control.onCatalogue(sized(400, ONE, other));
    worker.loaded(ONE); // holds 1000 bytes: twice what its files told
    FakeModel second = worker.loaded(other);

    assertThat(second.isClosed()).isTrue();
    assertThat(announced(ONE).getState()).isEqualTo(UnitState.READY);
    assertThat(announced(other).getState()).isEqualTo(UnitState.WAITING);
    assertThat(announced(other).getBytesNeeded()).isEqualTo(1_000);
    assertThat(announced(other).getBytesFree()).isEqualTo(500);
    assertThat(router.history(other)).doesNotContain(UnitState.FAILED);

    worker.control.onCatalogue(sized(400, other));
    release("a", router, ONE);

    while (worker.loading.isEmpty()) { // until the instance's thread has closed the model
      worker.control.tick();
      Thread.onSpinWait();
    }
    worker.loaded(other);
    assertThat(announced(other).getState()).isEqualTo(UnitState.READY);
  }

  @Test
  void cachedResponsesOfTheOldVersionTakeNoRoomFromTheNewOne() {
    worker = new ControlHarness(3_000, 2, _ -> true);
    worker.control.attach("a", router);
    worker.control.onCatalogue(sized(400, ONE));
    worker.loaded(ONE, Configurations.cached(Configurations.doubling(4, 1))).permit(8);
    Replica old = Objects.requireNonNull(worker.served.of(ONE));
    for (int first = 0; first < 8; first++) {
      Answers answer = new Answers();
      old.infer(Requests.of(Tensors.pairs("X", 1, first)), answer);
      answer.response().close();
    }
    assertThat(old.memory().cache()).isGreaterThan(3_000);
    assertThat(old.memory().total())
        .isEqualTo(old.memory().lasting() + old.memory().outputs() + old.memory().cache());

    worker.control.onCatalogue(sized(400, ONE, TWO));
    worker.loaded(TWO);

    assertThat(router.history(TWO)).doesNotContain(UnitState.WAITING);
    assertThat(router.state(TWO)).isEqualTo(UnitState.READY);
  }

  @Test
  void modelsThatAreNotWantedAreOnlyListed() {
    worker = new ControlHarness(Long.MAX_VALUE, 2, "m"::equals);
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE, unit("other", 1)));

    assertThat(router.models()).containsExactly("m", "other");
    assertThat(worker.loading).containsExactly(ONE);
  }

  @Test
  void loadsBeginAsSlotsGetFree() {
    worker = new ControlHarness(Long.MAX_VALUE, 1, _ -> true);
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE, unit("n", 1)));
    assertThat(worker.loading).containsExactly(ONE);
    assertThat(router.state(unit("n", 1))).isEqualTo(UnitState.WANTED);

    worker.loaded(ONE);

    assertThat(worker.loading).containsExactly(unit("n", 1));
  }

  @Test
  void newerStreamOfARouterReplacesTheOlder() {
    Announced newer = new Announced();
    worker.control.onCatalogue(catalogue(ONE));
    worker.control.attach("a", router);
    worker.control.attach("a", newer);
    worker.control.detach("a", router);
    worker.loaded(ONE);

    assertThat(router.end()).isNotEmpty();
    assertThat(router.state(ONE)).isEqualTo(UnitState.LOADING);
    assertThat(newer.state(ONE)).isEqualTo(UnitState.READY);
  }

  @Test
  void drainedWorkerRetiresAllAndEndsEmpty() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    var drained = worker.control.drain().toCompletableFuture();

    assertThat(router.isDraining()).isTrue();
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);
    assertThat(drained).isNotDone();
    release("a", router, ONE);
    assertThat(drained).isDone();
  }

  @Test
  void unitWhoseInstancesCannotStartFailsAndIsTriedAgain() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loading.remove(ONE);
    FakeModel broken = FakeModel.free(worker.allocator);
    broken.forgetItsMemory();
    worker.models.add(broken);
    worker.control.onLoaded(new LoadedUnit(ONE, Configurations.doubling(4, 1), broken));

    assertThat(router.state(ONE)).isEqualTo(UnitState.FAILED);
    assertThat(announced(ONE).getReason()).contains("instances could not be started");
    assertThat(broken.isClosed()).isTrue();
    assertThat(worker.statistics.all()).isEmpty();

    worker.now += ControlHarness.BACKOFF;
    worker.control.tick();
    worker.loaded(ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
  }

  @Test
  void streamThatEndsBeforeTheFirstCatalogueHoldsNoLease() {
    worker.control.attach("a", router);
    worker.control.detach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(Catalogue.EMPTY);

    assertThat(worker.served.of(ONE)).isNull();
  }

  @Test
  void routersLearnWhyAModelHasNoVersionAndThatItHasOneAfterAll() {
    worker.control.onCatalogue(ControlHarness.without("m", "no version: found nothing"));
    worker.control.attach("a", router);
    assertThat(router.models()).containsExactly("m");
    assertThat(router.problems()).isEqualTo(Map.of("m", "no version: found nothing"));

    worker.control.onCatalogue(ControlHarness.without("m", "no version: found weights.bin"));
    assertThat(router.problems()).isEqualTo(Map.of("m", "no version: found weights.bin"));

    worker.control.onCatalogue(catalogue(ONE));
    assertThat(router.problems()).isEmpty();
    worker.loaded(ONE);
  }

  private static Verdict verdict(UnitId unit, String reason) {
    return Verdict.newBuilder()
        .setModel(unit.model())
        .setVersion(unit.version())
        .setRevision(unit.revision())
        .setReason(reason)
        .build();
  }

  @Test
  void condemnedVersionGivesWayToTheOneBeforeAndEveryRouterHearsWhy() {
    Announced other = new Announced();
    worker.control.attach("a", router);
    worker.control.attach("b", other);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(catalogue(ONE, TWO));
    worker.loaded(TWO);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);

    worker.control.condemn(verdict(TWO, "rolled back"));

    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(router.state(TWO)).isEqualTo(UnitState.RETIRING);
    for (Announced listener : List.of(router, other)) {
      assertThat(listener.units().get(TWO))
          .returns(true, Announcement::getCondemned)
          .returns("rolled back", Announcement::getReason);
    }
    release("a", router, TWO);
    release("b", other, TWO);
    assertThat(router.state(TWO)).isEqualTo(UnitState.UNLOADED);
    assertThat(announced(TWO).getReason()).isEqualTo("rolled back");
    worker.now += 1_000_000;
    worker.control.tick();
    worker.control.onCatalogue(catalogue(ONE, TWO));
    assertThat(worker.loading).as("it is not tried again").isEmpty();
  }

  @Test
  void condemnedVersionWhoseFilesChangedIsTriedAgain() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.condemn(verdict(TWO, "rolled back elsewhere"));
    worker.control.onCatalogue(catalogue(ONE, TWO));
    assertThat(worker.loading).isEmpty();

    UnitId mended = new UnitId("m", 2, "mended", 0);
    worker.control.onCatalogue(catalogue(ONE, mended));
    assertThat(worker.loading).containsExactly(mended);
    worker.loaded(mended);
    assertThat(announced(mended).getCondemned()).isFalse();
  }

  @Test
  void condemnedVersionServesOnWhereThereIsNoOther() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(TWO));
    worker.loaded(TWO);
    worker.control.condemn(verdict(TWO, "rolled back"));
    assertThat(router.state(TWO)).isEqualTo(UnitState.READY);
    assertThat(announced(TWO).getCondemned()).isTrue();

    worker.control.onCatalogue(catalogue(ONE, TWO));
    assertThat(router.state(TWO)).isEqualTo(UnitState.READY);
    worker.loaded(ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(router.state(TWO)).isEqualTo(UnitState.RETIRING);
  }

  @Test
  void versionBeforeWhoseFilesAreGoneIsGoneBackToAllTheSame() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(catalogue(TWO));
    worker.loaded(TWO);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);

    worker.control.condemn(verdict(TWO, "rolled back"));
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(router.state(TWO)).isEqualTo(UnitState.RETIRING);
  }

  @Test
  void versionWhoseFilesVanishServesOnAndSaysSo() {
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(ONE));
    worker.loaded(ONE);
    worker.control.onCatalogue(ControlHarness.without("m", "no version: found nothing"));
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(announced(ONE).getNotice()).contains("files are gone");

    worker.control.onCatalogue(catalogue(ONE));
    assertThat(announced(ONE).getNotice()).isEmpty();
  }
}
