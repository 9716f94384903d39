package io.gyre.loader.lifecycle;

import static io.gyre.loader.lifecycle.Models.failing;
import static io.gyre.loader.lifecycle.Models.held;
import static io.gyre.loader.lifecycle.Models.model;
import static io.gyre.loader.lifecycle.Models.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WantedVersionsTest {
  private static final UnitId ONE = unit(1, "a");
  private static final UnitId TWO = unit(2, "a");
  private static final UnitId THREE = unit(3, "a");
  private static final UnitId THREE_CHANGED = unit(3, "b");
  private static final String LATEST_TWO = "version_policy { latest { num_versions: 2 } }";
  private static final String ALL = "version_policy { all {} }";

  @Test
  void theNewestIsWantedByDefault() {
    assertThat(wanted("", List.of(ONE, TWO, THREE), List.of(), Set.of())).containsExactly(THREE);
  }

  @Test
  void thePolicySaysWhich() {
    assertThat(wanted(LATEST_TWO, List.of(ONE, TWO, THREE), List.of(), Set.of()))
        .containsExactly(THREE, TWO);
    assertThat(wanted(ALL, List.of(ONE, TWO, THREE), List.of(), Set.of()))
        .containsExactly(THREE, TWO, ONE);
    assertThat(
            wanted(
                "version_policy { specific { versions: [1, 3, 9] } }",
                List.of(ONE, TWO, THREE),
                List.of(),
                Set.of()))
        .containsExactly(THREE, ONE);
  }

  @Test
  void theServedOneStaysWantedUntilTheNewestServes() {
    List<UnitId> catalogue = List.of(ONE, TWO);
    HeldUnit old = held(ONE, UnitState.READY);
    assertThat(wanted("", catalogue, List.of(old), Set.of())).containsExactly(TWO, ONE);
    for (UnitState state : List.of(UnitState.WAITING, UnitState.LOADING, UnitState.WARMING)) {
      assertThat(wanted("", catalogue, List.of(old, held(TWO, state)), Set.of()))
          .containsExactly(TWO, ONE);
    }
    assertThat(wanted("", catalogue, List.of(old, held(TWO, UnitState.READY)), Set.of()))
        .containsExactly(TWO);
  }

  @Test
  void aCondemnedVersionGivesWayToTheNextNewestAndIsShown() {
    Wanted wanted = WantedVersions.of(model("", ONE, TWO, THREE), List.of(), Set.of(THREE));
    assertThat(wanted.units()).extracting(WantedUnit::unit).containsExactly(TWO);
    assertThat(wanted.condemned()).containsExactly(THREE);
  }

  @Test
  void whereAllAreCondemnedTheNewestIsWantedUnlessAnotherServes() {
    assertThat(wanted("", List.of(ONE, TWO), List.of(), Set.of(ONE, TWO))).containsExactly(TWO);
    assertThat(wanted("", List.of(ONE, TWO), List.of(held(ONE, UnitState.READY)), Set.of(ONE, TWO)))
        .containsExactly(ONE);
  }

  @Test
  void whereAllAreCondemnedOneThatServesWithoutItsFilesGoesBefore() {
    List<HeldUnit> held = List.of(held(ONE, UnitState.RETIRING), held(TWO, UnitState.READY));
    assertThat(wanted("", List.of(TWO), held, Set.of(TWO))).containsExactly(ONE);
    assertThat(wanted("", List.of(TWO), held, Set.of(ONE, TWO))).containsExactly(TWO);
  }

  @Test
  void aCondemnedVersionThatServesGivesWayToTheOneBefore() {
    assertThat(
            wanted(
                "",
                List.of(ONE, TWO),
                List.of(held(ONE, UnitState.RETIRING), held(TWO, UnitState.READY)),
                Set.of(TWO)))
        .containsExactly(ONE);
    assertThat(wanted("", List.of(ONE, TWO), List.of(held(TWO, UnitState.READY)), Set.of(TWO)))
        .as("it serves on until the one before is loaded")
        .containsExactly(ONE, TWO);
  }

  @Test
  void filesChangedForTheWorseLeaveTheServedRevision() {
    List<HeldUnit> held =
        List.of(held(THREE, UnitState.READY), held(THREE_CHANGED, UnitState.FAILED));
    assertThat(wanted("", List.of(TWO, THREE_CHANGED), held, Set.of(THREE_CHANGED)))
        .containsExactly(THREE);
  }

  @Test
  void everyVersionKeepsItsOldRevisionUntilItsNewOneServes() {
    UnitId twoChanged = unit(2, "b");
    List<HeldUnit> held =
        List.of(
            held(TWO, UnitState.READY),
            held(THREE, UnitState.READY),
            held(THREE_CHANGED, UnitState.READY),
            held(twoChanged, UnitState.LOADING));
    assertThat(wanted(ALL, List.of(twoChanged, THREE_CHANGED), held, Set.of()))
        .containsExactly(THREE_CHANGED, twoChanged, TWO);
  }

  @Test
  void aVanishedVersionIsServedUntilReplaced() {
    HeldUnit vanished = held(TWO, UnitState.READY);
    assertThat(wanted("", List.of(ONE), List.of(vanished), Set.of())).containsExactly(ONE, TWO);
    assertThat(wanted("", List.of(), List.of(vanished), Set.of())).containsExactly(TWO);
    assertThat(wanted("", List.of(ONE), List.of(vanished, held(ONE, UnitState.READY)), Set.of()))
        .containsExactly(ONE);
  }

  @Test
  void whereNothingServesAndTheNewestHasTroubleTheNextNewestIsWantedToo() {
    List<UnitId> catalogue = List.of(ONE, TWO, THREE);
    assertThat(wanted("", catalogue, List.of(failing(THREE, UnitState.FAILED, 1, 0)), Set.of()))
        .containsExactly(THREE, TWO);
    assertThat(wanted("", catalogue, List.of(failing(THREE, UnitState.LOADING, 1, 0)), Set.of()))
        .containsExactly(THREE, TWO);
    assertThat(wanted("", catalogue, List.of(held(THREE, UnitState.WAITING)), Set.of()))
        .containsExactly(THREE, TWO);
    assertThat(
            wanted(
                "",
                catalogue,
                List.of(held(ONE, UnitState.READY), failing(THREE, UnitState.FAILED, 1, 0)),
                Set.of()))
        .containsExactly(THREE, ONE);
  }

  @Test
  void aConfigurationWithMistakesKeepsAllThatIsServed() {
    assertThat(
            wanted(
                "version_policy { al",
                List.of(unit(1, "b"), unit(2, "b")),
                List.of(
                    held(ONE, UnitState.READY),
                    held(TWO, UnitState.READY),
                    held(unit(2, "b"), UnitState.FAILED)),
                Set.of(unit(2, "b"))))
        .containsExactly(TWO, ONE);
  }

  private static List<UnitId> wanted(
      String configuration, List<UnitId> catalogue, List<HeldUnit> held, Set<UnitId> condemned) {
    return WantedVersions.of(
            model(configuration, catalogue.toArray(UnitId[]::new)), held, condemned)
        .units()
        .stream()
        .map(WantedUnit::unit)
        .toList();
  }
}
