package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.catalogue;
import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.UnitState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What routers hear of versions that are served no longer. */
class UnloadedUnitsTest {
  private static final UnitId ONE = unit("m", 1);
  private static final UnitId TWO = unit("m", 2);

  private final ControlHarness worker = new ControlHarness(Long.MAX_VALUE, 2, _ -> true);
  private final Announced router = new Announced();

  @BeforeEach
  void attach() {
    worker.control.attach("a", router);
  }

  @AfterEach
  void end() throws Exception {
    worker.end();
  }

  @Test
  void aVersionThatWasReplacedIsUnloadedToThoseWhoComeLaterToo() {
    serve(ONE);
    serve(TWO);
    assertThat(router.state(ONE)).isEqualTo(UnitState.UNLOADED);
    assertThat(Objects.requireNonNull(router.units().get(ONE)).getBytesHeld()).isZero();

    Announced late = new Announced();
    worker.control.attach("b", late);
    assertThat(late.state(ONE)).isEqualTo(UnitState.UNLOADED);
    assertThat(late.state(TWO)).isEqualTo(UnitState.READY);
  }

  @Test
  void aVersionThatComesBackIsLoadedAnew() {
    serve(ONE);
    serve(TWO);
    UnitId again = new UnitId("m", 1, "other", 0);
    worker.control.onCatalogue(catalogue(again));
    assertThat(router.state(again)).isEqualTo(UnitState.LOADING);
    assertThat(router.units()).doesNotContainKey(ONE);
  }

  @Test
  void aRevisionThatWasReplacedIsGone() {
    serve(ONE);
    serve(new UnitId("m", 1, "other", 0));
    assertThat(router.units()).doesNotContainKey(ONE);
  }

  @Test
  void aModelThatTheRepositoryLostIsGone() {
    serve(ONE);
    serve(TWO);
    worker.control.onCatalogue(Catalogue.EMPTY);
    releaseRetiring();
    assertThat(router.units()).isEmpty();
  }

  @Test
  void onlyTheLatestOfAModelAreRemembered() {
    for (int version = 1; version <= UnloadedUnits.MOST_OF_A_MODEL + 3; version++) {
      serve(unit("m", version));
    }
    assertThat(router.units()).hasSize(UnloadedUnits.MOST_OF_A_MODEL + 1);
    assertThat(router.units()).doesNotContainKeys(ONE, TWO);
  }

  @Test
  void aDrainingWorkerRemembersNothing() {
    serve(ONE);
    var drained = worker.control.drain().toCompletableFuture();
    releaseRetiring();
    assertThat(drained).isDone();
    assertThat(router.units()).isEmpty();
  }

  /** Makes the unit the model's only one. */
  private void serve(UnitId unit) {
    worker.control.onCatalogue(catalogue(unit));
    worker.loaded(unit);
    releaseRetiring();
  }

  private void releaseRetiring() {
    for (UnitId unit : List.copyOf(router.units().keySet())) {
      if (router.state(unit) == UnitState.RETIRING) {
        worker.control.release(
            "a",
            router,
            Release.newBuilder()
                .setUnit(UnitMessage.of(unit))
                .setNumber(router.number(unit))
                .build());
      }
    }
  }
}
