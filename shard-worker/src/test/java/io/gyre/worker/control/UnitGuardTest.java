package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.catalogue;
import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.UnitState;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A unit for which nothing can be done, beside one in order. */
class UnitGuardTest {
  private static final UnitId BAD = unit("bad", 1);
  private static final UnitId GOOD = unit("good", 1);

  private final ControlHarness worker = new ControlHarness(Long.MAX_VALUE, 2, _ -> true);
  private final Announced router = new Announced();

  @AfterEach
  void end() throws Exception {
    worker.end();
  }

  @Test
  void leavesTheOtherAloneAndIsTriedAgainLater() {
    worker.faulty.add(BAD);
    worker.control.attach("a", router);
    worker.control.onCatalogue(catalogue(BAD, GOOD));
    worker.loaded(GOOD);
    assertThat(router.state(GOOD)).isEqualTo(UnitState.READY);
    assertThat(router.state(BAD)).isEqualTo(UnitState.FAILED);

    worker.faulty.clear();
    worker.now += ControlHarness.BACKOFF;
    worker.control.tick();
    worker.loaded(BAD);
    assertThat(router.state(BAD)).isEqualTo(UnitState.READY);
  }

  @Test
  void doesNothingForAUnitUntilItsPauseIsOver() {
    UnitGuard guard = new UnitGuard(100, () -> worker.now);
    guard.run(BAD, this::fail);
    assertThat(guard.allows(BAD)).isFalse();
    assertThat(guard.allows(GOOD)).isTrue();
    assertThat(guard.isDue()).isFalse();

    worker.now += 100;
    assertThat(guard.isDue()).isTrue();
    guard.run(BAD, this::fail);
    worker.now += 199;
    assertThat(guard.allows(BAD)).as("the second pause is twice as long").isFalse();
    worker.now++;
    guard.run(BAD, () -> {});
    assertThat(guard.isDue()).isFalse();
    assertThat(guard.allows(BAD)).isTrue();
  }

  @Test
  void forgetsAUnitForWhichNothingIsDecidedAnyMore() {
    UnitGuard guard = new UnitGuard(100, () -> worker.now);
    guard.run(BAD, this::fail);
    guard.retain(Set.of());
    assertThat(guard.allows(BAD)).isFalse();
    worker.now += 100;
    guard.retain(Set.of());
    assertThat(guard.isDue()).isFalse();
  }

  private void fail() {
    throw new IllegalStateException("a defect");
  }
}
