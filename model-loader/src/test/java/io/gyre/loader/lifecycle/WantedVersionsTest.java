package io.gyre.loader.lifecycle;

import static io.gyre.loader.lifecycle.Models.failing;
import static io.gyre.loader.lifecycle.Models.held;
import static io.gyre.loader.lifecycle.Models.model;
import static io.gyre.loader.lifecycle.Models.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.desired.ReplicaCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
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
    Wanted wanted =
        WantedVersions.of(model("", ONE, TWO, THREE), ModelOrders.NONE, List.of(), Set.of(THREE));
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

  @Test
  void aPinTakesThePlaceOfThePolicyAndIsServedBeforeTheOtherGoes() {
    List<UnitId> catalogue = List.of(ONE, TWO, THREE);
    HeldUnit newest = held(THREE, UnitState.READY);
    assertThat(wanted(pinned(1), ALL, catalogue, List.of(newest))).containsExactly(ONE, THREE);
    assertThat(wanted(pinned(1), "", catalogue, List.of(newest, held(ONE, UnitState.READY))))
        .containsExactly(ONE);
  }

  @Test
  void aPinnedVersionThatIsGoneLeavesWhatIsServed() {
    assertThat(wanted(pinned(9), "", List.of(ONE, TWO), List.of(held(TWO, UnitState.READY))))
        .containsExactly(TWO);
  }

  @Test
  void versionsThatAliasesNameAreServedAside() {
    List<UnitId> catalogue = List.of(ONE, TWO, THREE);
    ModelOrders orders = named(Map.of("champion", 1L, "challenger", 3L));
    assertThat(wanted(orders, "", catalogue, List.of())).containsExactly(THREE, ONE);
    assertThat(WantedVersions.aside(model("", ONE, TWO, THREE), orders)).containsExactly(1L);
    assertThat(WantedVersions.aside(model(ALL, ONE, TWO, THREE), orders)).isEmpty();
  }

  @Test
  void anAliasThatMovesKeepsItsOldVersionUntilTheNewOneServes() {
    List<UnitId> catalogue = List.of(ONE, TWO, THREE);
    List<HeldUnit> held = List.of(held(THREE, UnitState.READY), held(ONE, UnitState.READY));
    ModelOrders moved = named(Map.of("champion", 2L));
    assertThat(wanted(moved, "", catalogue, held)).containsExactly(THREE, TWO, ONE);
    List<HeldUnit> loaded =
        List.of(
            held(THREE, UnitState.READY), held(ONE, UnitState.READY), held(TWO, UnitState.READY));
    assertThat(wanted(moved, "", catalogue, loaded)).containsExactly(THREE, TWO);
  }

  @Test
  void anAliasForAVersionThatIsMissingKeepsItsOldOne() {
    List<HeldUnit> held = List.of(held(THREE, UnitState.READY), held(ONE, UnitState.READY));
    assertThat(wanted(named(Map.of("champion", 9L)), "", List.of(ONE, THREE), held))
        .containsExactly(THREE, ONE);
  }

  private static ModelOrders pinned(long version) {
    return new ModelOrders(
        true,
        1,
        0,
        0,
        OptionalLong.of(version),
        new TreeMap<>(),
        List.of(),
        ReplicaCount.NONE,
        Optional.empty());
  }

  private static ModelOrders named(Map<String, Long> aliases) {
    return new ModelOrders(
        true,
        1,
        0,
        0,
        OptionalLong.empty(),
        new TreeMap<>(aliases),
        List.of(),
        ReplicaCount.NONE,
        Optional.empty());
  }

  private static List<UnitId> wanted(
      ModelOrders orders, String configuration, List<UnitId> catalogue, List<HeldUnit> held) {
    return WantedVersions.of(
            model(configuration, catalogue.toArray(UnitId[]::new)), orders, held, Set.of())
        .units()
        .stream()
        .map(WantedUnit::unit)
        .toList();
  }

  private static List<UnitId> wanted(
      String configuration, List<UnitId> catalogue, List<HeldUnit> held, Set<UnitId> condemned) {
    return WantedVersions.of(
            model(configuration, catalogue.toArray(UnitId[]::new)),
            ModelOrders.NONE,
            held,
            condemned)
        .units()
        .stream()
        .map(WantedUnit::unit)
        .toList();
  }
}
