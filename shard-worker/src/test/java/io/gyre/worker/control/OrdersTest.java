package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.catalogue;
import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.UnitState;
import io.gyre.worker.replica.FakeModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people ask for, at the worker. */
class OrdersTest {
  private static final UnitId ONE = unit("m", 1);
  private static final UnitId TWO = unit("m", 2);

  private final ControlHarness worker = new ControlHarness(Long.MAX_VALUE, 2, _ -> true);
  private final Announced router = new Announced();

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    worker.end();
    assertThat(worker.models).allMatch(FakeModel::isClosed).noneMatch(FakeModel::isMisused);
  }

  private static ModelOrders orders(boolean wanted, long number, long attempt) {
    return orders(wanted, number, attempt, 0, List.of());
  }

  private static ModelOrders orders(
      boolean wanted, long number, long attempt, int reloads, List<CondemnedVersion> condemned) {
    return new ModelOrders(
        wanted,
        number,
        attempt,
        reloads,
        OptionalLong.empty(),
        new TreeMap<>(),
        condemned,
        ReplicaCount.NONE,
        Optional.empty());
  }

  private void follow(ModelOrders orders, UnitId... units) {
    Catalogue found = catalogue(units);
    worker.control.onCatalogue(
        new Catalogue(found.models(), Optional.empty(), Map.of("m", orders)));
  }

  @Test
  void aModelThatNobodyWantsIsListedAndNotLoaded() {
    worker.control.attach("a", router);
    follow(orders(false, 3, 0), ONE);
    assertThat(router.models()).containsExactly("m");
    assertThat(worker.loading).isEmpty();
    follow(orders(true, 4, 1), ONE);
    assertThat(worker.loading).containsExactly(ONE);
  }

  @Test
  void anUnloadRetiresWhatServes() {
    worker.control.attach("a", router);
    follow(orders(true, 1, 1), ONE);
    worker.loaded(ONE);
    follow(orders(false, 2, 2), ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);
    follow(orders(true, 3, 3), ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(worker.loading).isEmpty();
  }

  @Test
  void anUnchangedVersionIsLoadedAnewBesideTheOneThatServes() {
    worker.control.attach("a", router);
    follow(ModelOrders.NONE, ONE);
    worker.loaded(ONE);
    follow(orders(true, 1, 1, 1, List.of()), ONE);

    UnitId again = new UnitId("m", 1, "r~1", 0);
    assertThat(worker.loading).containsExactly(again);
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    worker.loaded(again);
    assertThat(router.state(again)).isEqualTo(UnitState.READY);
    assertThat(router.state(ONE)).isEqualTo(UnitState.RETIRING);
    follow(orders(true, 1, 1, 1, List.of()), ONE);
    assertThat(worker.loading).as("the reload counts for later catalogues too").isEmpty();
  }

  @Test
  void aVersionThatWasCondemnedBeforeTheStartIsNotServedWhileThereIsAnother() {
    worker.control.attach("a", router);
    follow(orders(true, 0, 0, 0, List.of(new CondemnedVersion(2, "r", "it failed"))), ONE, TWO);
    assertThat(worker.loading).containsExactly(ONE);
    worker.loaded(ONE);
    assertThat(router.state(ONE)).isEqualTo(UnitState.READY);
    assertThat(router.state(TWO)).isEqualTo(UnitState.FAILED);

    follow(orders(true, 1, 1), ONE, TWO);
    assertThat(worker.loading)
        .as("somebody lifted the verdict")
        .containsExactly(new UnitId("m", 2, "r~1", 0));
  }

  @Test
  void aVerdictOnOtherContentCondemnsNothing() {
    worker.control.attach("a", router);
    follow(orders(true, 0, 0, 0, List.of(new CondemnedVersion(2, "old", "it failed"))), ONE, TWO);
    assertThat(worker.loading).containsExactly(TWO);
  }

  @Test
  void aRoutersVerdictIsKeptByTheContentThatItIsAbout() {
    worker.control.attach("a", router);
    follow(orders(true, 1, 1, 1, List.of()), ONE, TWO);
    UnitId reloaded = new UnitId("m", 2, "r~1", 0);
    worker.loaded(reloaded);
    worker.control.condemn(
        Verdict.newBuilder()
            .setModel("m")
            .setVersion(2)
            .setRevision("r~1")
            .setReason("it failed")
            .build());

    assertThat(worker.verdicts).containsExactly(new CondemnedVersion(2, "r", "it failed"));
  }

  @Test
  void anotherAttemptHasWhatFailedTriedAgain() {
    worker.control.attach("a", router);
    follow(orders(true, 1, 1), ONE, TWO);
    worker.failed(TWO, true);
    worker.loaded(ONE);
    follow(orders(true, 2, 1), ONE, TWO);
    assertThat(worker.loading).as("the same attempt").isEmpty();
    follow(orders(true, 3, 2), ONE, TWO);
    assertThat(worker.loading).containsExactly(TWO);
    worker.loaded(TWO);
    assertThat(router.state(TWO)).isEqualTo(UnitState.READY);
  }
}
