package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.catalogue;
import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.worker.UnitState;
import io.gyre.worker.replica.FakeModel;
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
    return new ModelOrders(
        wanted, number, attempt, OptionalLong.empty(), new TreeMap<>(), Optional.empty());
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
