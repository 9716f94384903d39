package io.gyre.router.table;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.proto.worker.UnitState.WAITING;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Upstream;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.UnitState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelRoutingTest {
  private static final Upstream NOWHERE = (_, _, _) -> {};

  private @Nullable ModelRoutes routes;
  private Optional<VersionId> kept = Optional.empty();
  private Set<VersionId> condemned = Set.of();
  private Set<String> crowded = Set.of();
  private boolean windows;

  @Test
  void theNewestCompleteVersionIsCurrent() {
    decide(at("a", 1, READY), at("a", 2, READY), at("a", 3, LOADING));
    assertThat(current()).isEqualTo(2);
    assertThat(versions()).containsExactly(1L, 2L);
  }

  @Test
  void aVersionIsCompleteOnceEveryPartitionServes() {
    decide(at("a", 1, READY), part("a", 2, 0, READY), part("b", 2, 1, WAITING));
    assertThat(current()).isEqualTo(1);
    decide(at("a", 1, READY), part("a", 2, 0, READY), part("b", 2, 1, READY));
    assertThat(current()).isEqualTo(2);
    assertThat(requireNonNull(routes).current().partitions()).hasSize(2);
  }

  @Test
  void aNewVersionTakesOverWithItsCapacity() {
    decide(at("a", 1, READY), at("b", 1, READY));
    decide(at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY), at("b", 2, LOADING));
    assertThat(current()).isEqualTo(1);
    assertThat(
            decide(
                at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY), at("b", 2, READY)))
        .containsExactly("a/1", "b/1");
    assertThat(current()).isEqualTo(2);
  }

  @Test
  void waitingForRoomHoldsNoFlipBack() {
    decide(at("a", 1, READY), at("b", 1, READY));
    assertThat(
            decide(
                at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY), at("b", 2, WAITING)))
        .containsExactly("a/1", "b/1");
    assertThat(current()).isEqualTo(2);
  }

  @Test
  void aCondemnedVersionIsLeftAtOnceAndServedWhereThereIsNoOther() {
    decide(at("a", 2, READY));
    decide(at("a", 2, READY), condemned("b", 2));
    assertThat(current()).isEqualTo(2);
    decide(at("a", 2, READY), condemned("b", 2), at("a", 1, READY), at("b", 1, LOADING));
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void anOlderWantedVersionGoesBeforeANewerUnwantedOne() {
    decide(at("a", 2, READY));
    decide(at("a", 2, RETIRING), at("a", 1, LOADING));
    assertThat(current()).isEqualTo(2);
    assertThat(decide(at("a", 2, RETIRING), at("a", 1, READY))).containsExactly("a/2");
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void aReplicaThatMovesIsKeptUntilItIsReadyElsewhere() {
    decide(at("a", 1, READY));
    assertThat(decide(at("a", 1, RETIRING), at("b", 1, WAITING))).isEmpty();
    assertThat(decide(at("a", 1, RETIRING), at("b", 1, READY), at("c", 1, LOADING))).isEmpty();
    assertThat(decide(at("a", 1, RETIRING), lost("b", 1, READY))).isEmpty();
    assertThat(decide(at("a", 1, RETIRING), at("b", 1, READY))).containsExactly("a/1");
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void doesNotFlipToWhatOnlyALostWorkerHas() {
    decide(at("a", 1, READY));
    decide(at("a", 1, RETIRING), lost("b", 2, READY));
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void aNewRevisionOfTheSameVersionTakesOver() {
    decide(at("a", 1, READY));
    decide(at("a", 1, RETIRING), revision("a", 1, "changed", LOADING));
    assertThat(requireNonNull(routes).current().id().revision()).isEqualTo("r1");
    assertThat(decide(at("a", 1, RETIRING), revision("a", 1, "changed", READY)))
        .containsExactly("a/1");
    assertThat(requireNonNull(routes).current().id().revision()).isEqualTo("changed");
    assertThat(versions()).containsExactly(1L);
  }

  @Test
  void aTroubledWorkerChangesNothing() {
    decide(at("a", 1, READY));
    assertThat(decide(at("a", 1, RETIRING), at("a", 2, FAILED))).isEmpty();
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void whatDidNotChangeIsTheSameObject() {
    decide(at("a", 1, READY), at("a", 2, READY));
    ModelRoutes before = requireNonNull(routes);
    decide(at("a", 1, READY), at("a", 2, READY), at("a", 3, LOADING));
    assertThat(routes).isSameAs(before);
    decide(at("a", 1, READY), at("b", 1, READY), at("a", 2, READY));
    assertThat(requireNonNull(routes).current()).isSameAs(before.current());
    ServedVersion changed = requireNonNull(requireNonNull(routes).version(1));
    assertThat(changed.partitions().getFirst())
        .startsWith(requireNonNull(before.version(1)).partitions().getFirst().getFirst())
        .hasSize(2);
  }

  @Test
  void aFlipToANewerVersionKeepsTheOneBeforeForAsLongAsItsWindowIsOpen() {
    windows = true;
    decide(at("a", 1, READY), at("b", 1, READY));
    assertThat(
            decide(
                at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY), at("b", 2, READY)))
        .isEmpty();
    assertThat(current()).isEqualTo(2);
    assertThat(kept).map(VersionId::version).contains(1L);
    assertThat(versions()).containsExactly(1L, 2L);

    assertThat(decide(at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY))).isEmpty();
    kept = Optional.empty(); // its time is over
    assertThat(decide(at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY)))
        .containsExactly("a/1", "b/1");
  }

  @Test
  void aVerdictGoesBackToTheVersionThatTheWindowKept() {
    windows = true;
    decide(at("a", 1, READY));
    decide(at("a", 1, RETIRING), at("a", 2, READY));
    condemned = Set.of(id(2));
    decide(at("a", 1, RETIRING), at("a", 2, READY));
    assertThat(current()).isEqualTo(1);
    assertThat(kept).as("going back opens no window").isEmpty();
    assertThat(decide(at("a", 1, READY), at("a", 2, RETIRING))).containsExactly("a/2");
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void anotherFlipKeepsTheVersionBeforeItAndNoOlderOne() {
    windows = true;
    decide(at("a", 1, READY));
    decide(at("a", 1, RETIRING), at("a", 2, READY));
    assertThat(decide(at("a", 1, RETIRING), at("a", 2, RETIRING), at("a", 3, READY)))
        .containsExactly("a/1");
    assertThat(kept).map(VersionId::version).contains(2L);
  }

  @Test
  void aChangedRevisionKeepsTheOneBefore() {
    windows = true;
    decide(at("a", 1, READY));
    assertThat(decide(at("a", 1, RETIRING), revision("a", 1, "changed", READY))).isEmpty();
    assertThat(kept).map(VersionId::revision).contains("r1");
    condemned = Set.of(new VersionId("m", 1, "changed"));
    decide(at("a", 1, RETIRING), revision("a", 1, "changed", READY));
    assertThat(requireNonNull(routes).current().id().revision()).isEqualTo("r1");
  }

  @Test
  void anOlderVersionThatTakesOverOpensNoWindow() {
    windows = true;
    decide(at("a", 2, READY));
    assertThat(decide(at("a", 2, RETIRING), at("a", 1, READY))).containsExactly("a/2");
    assertThat(kept).isEmpty();
  }

  @Test
  void nothingIsKeptForAWindowWhereAUnitWaitsForRoom() {
    windows = true;
    decide(at("a", 1, READY), at("b", 1, READY));
    crowded = Set.of("b");
    assertThat(
            decide(
                at("a", 1, RETIRING), at("b", 1, RETIRING), at("a", 2, READY), at("b", 2, READY)))
        .containsExactly("b/1");
    assertThat(current()).isEqualTo(2);
    condemned = Set.of(id(2));
    decide(at("a", 1, RETIRING), at("a", 2, READY), at("b", 2, READY));
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void aCondemnedVersionServesWhereThereIsNoOther() {
    condemned = Set.of(id(2));
    decide(at("a", 2, READY));
    assertThat(current()).isEqualTo(2);
    decide(at("a", 2, READY), at("a", 1, LOADING));
    assertThat(current()).isEqualTo(2);
    decide(at("a", 2, READY), at("a", 1, READY));
    assertThat(current()).isEqualTo(1);
  }

  private static VersionId id(long version) {
    return new VersionId("m", version, "r" + version);
  }

  /** Decides on top of what was decided before; the result names what is released. */
  private List<String> decide(Holding... holdings) {
    Decision decision =
        ModelRouting.decide(
            new RoutingContext(true, condemned, kept, windows, crowded), List.of(holdings), routes);
    routes = decision.routes();
    kept = decision.kept();
    return decision.releases().stream()
        .map(holding -> holding.worker() + "/" + holding.unit().version())
        .toList();
  }

  private long current() {
    return requireNonNull(routes).current().id().version();
  }

  private Stream<Long> versions() {
    return requireNonNull(routes).versions().stream().map(version -> version.id().version());
  }

  private static Holding at(String worker, long version, UnitState state) {
    return holding(worker, new UnitId("m", version, "r" + version, 0), state, true, false);
  }

  private static Holding part(String worker, long version, int partition, UnitState state) {
    return holding(worker, new UnitId("m", version, "r" + version, partition), state, true, false);
  }

  private static Holding revision(String worker, long version, String revision, UnitState state) {
    return holding(worker, new UnitId("m", version, revision, 0), state, true, false);
  }

  private static Holding lost(String worker, long version, UnitState state) {
    return holding(worker, new UnitId("m", version, "r" + version, 0), state, false, false);
  }

  private static Holding condemned(String worker, long version) {
    return holding(worker, new UnitId("m", version, "r" + version, 0), FAILED, true, true);
  }

  private static Holding holding(
      String worker, UnitId unit, UnitState state, boolean connected, boolean condemned) {
    return new Holding(
        worker,
        NOWHERE,
        connected,
        unit,
        Announcement.newBuilder().setState(state).setCondemned(condemned).build(),
        false);
  }
}
