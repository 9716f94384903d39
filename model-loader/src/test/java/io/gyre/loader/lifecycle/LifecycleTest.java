package io.gyre.loader.lifecycle;

import static io.gyre.loader.lifecycle.Models.failing;
import static io.gyre.loader.lifecycle.Models.held;
import static io.gyre.loader.lifecycle.Models.retiring;
import static io.gyre.loader.lifecycle.Models.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private static final UnitId ONE = unit(1, "a");
  private static final UnitId TWO = unit(2, "a");
  private static final long GRACE = 100;
  private static final long REANNOUNCE = 50;

  private long now = 1000;
  private long free = Long.MAX_VALUE;
  private int slots = 2;
  private final List<WantedUnit> wanted = new ArrayList<>();
  private final Map<String, RouterLink> routers = new HashMap<>();

  @Test
  void aNewUnitIsWantedAndThenLoaded() {
    want(ONE, 10);
    assertThat(decide()).containsExactly(new Action.Want(ONE));
    assertThat(decide(held(ONE, UnitState.WANTED))).containsExactly(new Action.Load(ONE));
    assertThat(decide(held(ONE, UnitState.LOADING))).isEmpty();
    assertThat(decide(held(ONE, UnitState.READY))).isEmpty();
    assertThat(decide(held(ONE, UnitState.UNLOADED))).containsExactly(new Action.Want(ONE));
  }

  @Test
  void loadsAreAsManyAsThereAreSlots() {
    want(ONE, 10);
    want(TWO, 10);
    slots = 1;
    assertThat(decide(held(ONE, UnitState.WANTED), held(TWO, UnitState.WANTED)))
        .containsExactly(new Action.Load(TWO));
    assertThat(decide(held(ONE, UnitState.WANTED), held(TWO, UnitState.WARMING))).isEmpty();
  }

  @Test
  void whatHasNoRoomWaitsWithNumbersAndIsWantedAgainWhenThereIs() {
    want(ONE, 10);
    want(TWO, 10);
    free = 15;
    assertThat(decide(held(ONE, UnitState.WANTED), held(TWO, UnitState.WANTED)))
        .containsExactly(new Action.Load(TWO), new Action.Wait(ONE, 10, 5));
    assertThat(decide(held(ONE, UnitState.WAITING), held(TWO, UnitState.READY)))
        .containsExactly(new Action.Want(ONE));
    free = 9;
    assertThat(decide(held(ONE, UnitState.WAITING), held(TWO, UnitState.READY))).isEmpty();
  }

  @Test
  void whatIsNoLongerWantedIsDroppedRetiredOrFinished() {
    assertThat(
            decide(
                held(ONE, UnitState.WANTED),
                held(TWO, UnitState.WAITING),
                held(unit(3, "a"), UnitState.LOADING),
                held(unit(4, "a"), UnitState.WARMING),
                held(unit(5, "a"), UnitState.READY),
                held(unit(6, "a"), UnitState.FAILED)))
        .containsExactly(
            new Action.Unload(ONE),
            new Action.Unload(TWO),
            new Action.Retire(unit(5, "a")),
            new Action.Unload(unit(6, "a")));
  }

  @Test
  void aRetiringUnitThatIsWantedAgainIsRestored() {
    want(ONE, 10);
    assertThat(decide(retiring(ONE, Map.of("r", 7L), 0))).containsExactly(new Action.Restore(ONE));
  }

  @Test
  void aRetiringUnitIsUnloadedWhenEveryRouterReleasedItsLastAnnouncementAndNothingRuns() {
    routers.put("r", new RouterLink(true, 0));
    routers.put("s", new RouterLink(true, 0));
    assertThat(decide(retiring(ONE, Map.of("r", 7L, "s", 7L), 0)))
        .containsExactly(new Action.Unload(ONE));
    assertThat(decide(retiring(ONE, Map.of("r", 7L, "s", 7L), 1))).isEmpty();
    assertThat(decide(retiring(ONE, Map.of("r", 6L, "s", 6L), 0))).isEmpty();
    assertThat(decide(retiring(ONE, Map.of(), 0))).containsExactly(new Action.Unload(ONE));
  }

  @Test
  void releasesOfSomeRoutersAreCancelledByAnAnnouncementAfterAWhile() {
    HeldUnit partly = retiring(ONE, Map.of("r", 7L, "s", 3L), 0);
    now = REANNOUNCE - 1;
    assertThat(decide(partly)).isEmpty();
    now = REANNOUNCE;
    assertThat(decide(partly)).containsExactly(new Action.Reannounce(ONE));
    assertThat(decide(retiring(ONE, Map.of("r", 0L, "s", 3L), 0))).isEmpty();
  }

  @Test
  void leasesOfALostRouterLapseAfterTheGraceTimeButNeverTheLastOnes() {
    HeldUnit unit = retiring(ONE, Map.of("r", 0L, "s", 7L), 0);
    routers.put("s", new RouterLink(true, 0));
    routers.put("r", new RouterLink(false, now - GRACE + 1));
    assertThat(decide(unit)).doesNotContain(new Action.Unload(ONE));
    routers.put("r", new RouterLink(false, now - GRACE));
    assertThat(decide(unit)).containsExactly(new Action.Unload(ONE));

    routers.put("s", new RouterLink(false, now - GRACE - 1));
    assertThat(decide(unit)).doesNotContain(new Action.Unload(ONE));
    assertThat(decide(retiring(ONE, Map.of("r", 7L, "s", 0L), 0)))
        .containsExactly(new Action.Unload(ONE));
    routers.remove("s");
    assertThat(decide(retiring(ONE, Map.of("r", 0L), 0))).isEmpty();
  }

  @Test
  void aFailedUnitIsTriedAgainWhenItIsTime() {
    want(ONE, 10);
    assertThat(decide(failing(ONE, UnitState.FAILED, 1, now + 1))).isEmpty();
    assertThat(decide(failing(ONE, UnitState.FAILED, 1, now)))
        .containsExactly(new Action.Want(ONE));
    for (long moment : List.of(Long.MIN_VALUE, -2L, 0L, Long.MAX_VALUE)) {
      now = moment;
      assertThat(decide(failing(ONE, UnitState.FAILED, 1, Long.MAX_VALUE))).isEmpty();
    }
  }

  @Test
  void aCondemnedUnitStaysToBeSeen() {
    LifecycleView view =
        new LifecycleView(
            now,
            List.of(),
            Set.of(ONE),
            List.of(failing(ONE, UnitState.FAILED, 1, Long.MAX_VALUE)),
            Map.of(),
            free,
            slots,
            GRACE,
            REANNOUNCE);
    assertThat(Lifecycle.decide(view)).isEmpty();
  }

  private void want(UnitId unit, long bytes) {
    wanted.add(new WantedUnit(unit, bytes));
  }

  private List<Action> decide(HeldUnit... held) {
    return Lifecycle.decide(
        new LifecycleView(
            now, wanted, Set.of(), List.of(held), routers, free, slots, GRACE, REANNOUNCE));
  }
}
