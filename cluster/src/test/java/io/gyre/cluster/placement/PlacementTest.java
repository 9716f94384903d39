package io.gyre.cluster.placement;

import static io.gyre.cluster.placement.Clusters.hosts;
import static io.gyre.cluster.placement.Clusters.member;
import static io.gyre.cluster.placement.Clusters.members;
import static io.gyre.cluster.placement.Clusters.unit;
import static io.gyre.cluster.placement.Clusters.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final UnitKey M = new UnitKey("m", 0);

  @Test
  void extraReplicasTakeNoRoomFromAnybodysFewest() {
    List<MemberCapacity> members = Clusters.members(4, 200);
    List<UnitNeed> needs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      needs.add(new UnitNeed(new UnitKey("m" + i, 0), 100, "", 1, i == 0 ? 4 : 1));
    }
    Placement full = Placement.of(members, needs);
    for (UnitNeed need : needs) {
      assertThat(full.hostsOf(need.key())).as(need.toString()).hasSize(1);
    }
    Placement roomier = full.withUnits(needs.subList(0, 3));
    assertThat(roomier.hostsOf(needs.getFirst().key())).hasSize(2);
    assertThat(roomier.withUnits(needs).hostsOf(needs.getFirst().key())).hasSize(1);
  }

  @Test
  void isWhatAllPairsInOrderMake() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<MemberCapacity> members = new ArrayList<>();
      for (int i = random.nextInt(24); i >= 0; i--) {
        members.add(Clusters.anyMember(random, "w" + i));
      }
      Map<UnitKey, UnitNeed> units = new HashMap<>();
      for (int i = random.nextInt(120); i >= 0; i--) {
        UnitNeed any = Clusters.anyUnit(random, "m" + i % 70);
        units.put(any.key(), any);
      }
      List<UnitNeed> needs = List.copyOf(units.values());
      assertThat(hosts(Placement.of(members, needs)))
          .as("seed " + seed)
          .isEqualTo(NaivePlacement.of(members, needs));
    }
  }

  /** More members than the first slices of ranks reach, and too little room. */
  @Test
  void isWhatAllPairsInOrderMakeWhereMostDoesNotFit() {
    Random random = new Random(7);
    List<MemberCapacity> members = members(60, 1_000);
    List<UnitNeed> needs = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      needs.add(unit("m" + i, 1 + random.nextInt(600), 1 + random.nextInt(3)));
    }
    Placement placement = Placement.of(members, needs);
    assertThat(placement.shortfalls()).hasSizeGreaterThan(100);
    assertThat(hosts(placement)).isEqualTo(NaivePlacement.of(members, needs));
  }

  @Test
  void theOrderOfMembersAndUnitsDoesNotMatter() {
    List<MemberCapacity> members = members(20, 1_000);
    List<UnitNeed> needs = units(300, 30, 2);
    Placement placement = Placement.of(members, needs);
    Collections.shuffle(members, new Random(1));
    Collections.shuffle(needs, new Random(2));
    assertThat(hosts(Placement.of(members, needs))).isEqualTo(hosts(placement));
  }

  @Test
  void everyMemberKeepsRoomToSwapItsLargestModel() {
    List<UnitNeed> needs = new ArrayList<>(units(700, 10, 1));
    needs.addAll(List.of(unit("large", 300, 5), unit("huge", 500, 1)));
    Placement placement = Placement.of(members(10, 1_000), needs);
    assertThat(placement.hostsOf(new UnitKey("large", 0))).hasSize(5);
    for (MemberCapacity member : placement.members()) {
      List<UnitNeed> hosted = placement.unitsOf(member.id());
      long used = hosted.stream().mapToLong(UnitNeed::bytes).sum();
      long largest = hosted.stream().mapToLong(UnitNeed::bytes).max().orElse(0);
      assertThat(used + largest).isLessThanOrEqualTo(1_000);
      assertThat(placement.fillOf(member)).isEqualTo(new Fill(1_000, hosted.size(), used, largest));
    }
  }

  @Test
  void partitionsOfOneModelAreSwappedTogether() {
    List<UnitNeed> parts =
        List.of(
            new UnitNeed(new UnitKey("m", 0), 300, "", 1),
            new UnitNeed(new UnitKey("m", 1), 200, "", 1));
    assertThat(Placement.of(members(1, 1_000), parts).shortfalls()).isEmpty();
    assertThat(Placement.of(members(1, 999), parts).shortfalls()).hasSize(1);
  }

  @Test
  void whatIsTooLargeToBeSwappedIsServedAllTheSame() {
    Placement placement = Placement.of(members(1, 1_000), List.of(unit("m", 900, 1)));
    assertThat(placement.hostsOf(M)).containsExactly("w0");
    assertThat(placement.fillOf(member("w0", 1_000)).reserve()).isZero();
  }

  @Test
  void replicasAreInDifferentZonesWhereThereAre() {
    List<MemberCapacity> members = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      members.add(member("w" + i, 10_000, "z" + i % 3));
    }
    Map<String, String> zones =
        members.stream().collect(Collectors.toMap(MemberCapacity::id, MemberCapacity::zone));
    Placement placement = Placement.of(members, units(100, 10, 4));
    placement
        .units()
        .forEach(unit -> {
          Map<String, Long> perZone =
              placement.hostsOf(unit.key()).stream()
                  .collect(Collectors.groupingBy(zones::get, Collectors.counting()));
          assertThat(perZone.values()).containsExactlyInAnyOrder(2L, 1L, 1L);
        });
  }

  @Test
  void aZoneWithoutRoomLeavesReplicasToTheOthers() {
    List<MemberCapacity> members =
        List.of(member("a", 25, "z1"), member("b", 1_000, "z2"), member("c", 1_000, "z2"));
    Placement placement = Placement.of(members, units(20, 10, 2));
    assertThat(placement.shortfalls()).isEmpty();
    assertThat(placement.unitsOf("a")).hasSize(1);
  }

  @Test
  void onlyMembersWithTheDeviceHostWhatNeedsIt() {
    List<MemberCapacity> members =
        List.of(member("a", 1_000, ""), member("b", 1_000, "", "cuda:0"), member("c", 1_000, ""));
    UnitNeed gpu = new UnitNeed(M, 10, "cuda:0", 2);
    Placement placement = Placement.of(members, List.of(gpu));
    assertThat(placement.hostsOf(M)).containsExactly("b");
    assertThat(placement.shortfalls())
        .singleElement()
        .satisfies(shortfall -> {
          assertThat(shortfall.placed()).isEqualTo(1);
          assertThat(shortfall.reason()).contains("wants 2 replicas", "1 of 1 members");
        });
    UnitNeed other = new UnitNeed(M, 10, "cuda:1", 1);
    assertThat(Placement.of(members, List.of(other)).shortfalls().getFirst().reason())
        .contains("cuda:1", "no member");
  }

  @Test
  void whatFitsNowhereIsReportedWithNumbers() {
    Placement placement =
        Placement.of(List.of(member("a", 1_000), member("b", 400)), List.of(unit("m", 2_000, 1)));
    assertThat(placement.hostsOf(M)).isEmpty();
    Shortfall shortfall = placement.shortfalls().getFirst();
    assertThat(shortfall.largestFree()).isEqualTo(1_000);
    assertThat(shortfall.reason()).contains("needs 2000 bytes", "largest free place is 1000");
    assertThat(Placement.of(List.of(), List.of(unit("m", 1, 1))).shortfalls().getFirst().reason())
        .contains("no member");
  }

  @Test
  void membersWithoutMemoryAndUnitsWithoutSizeHarmNobody() {
    Placement placement =
        Placement.of(
            List.of(member("a", 0), member("b", 100)),
            List.of(unit("ensemble", 0, 2), unit("m", 10, 2)));
    assertThat(placement.hostsOf(new UnitKey("ensemble", 0))).containsExactlyInAnyOrder("a", "b");
    assertThat(placement.hostsOf(M)).containsExactly("b");
  }

  @Test
  void twoOfOneNameAreAMistake() {
    assertThatThrownBy(() -> Placement.of(List.of(member("a", 1), member("a", 2)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a is there twice");
  }

  /** 100 units a member at 80 % of the memory. */
  @Test
  void aMemberThatJoinsOrLeavesMovesLittleMoreThanItsShare() {
    Random random = new Random(3);
    List<UnitNeed> needs = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      needs.add(unit("m" + i, (long) (10_000 * Math.exp(random.nextGaussian())), 1));
    }
    long memory = (long) (needs.stream().mapToLong(UnitNeed::bytes).sum() / 0.8 / 50);
    Placement of50 = Placement.of(members(50, memory), needs);
    Placement of51 = Placement.of(members(51, memory), needs);
    assertThat(of50.shortfalls()).isEmpty();
    assertThat(moves(of50, of51) / (5_000.0 / 51)).isLessThan(1.4);
    assertThat(moves(of51, of50) / (double) of51.unitsOf("w50").size()).isLessThan(1.4);
  }

  private static long moves(Placement before, Placement after) {
    return Move.between(before, after).stream().mapToLong(move -> move.to().size()).sum();
  }

  @Test
  void movesNameWhereAUnitLeavesAndWhereItGoes() {
    List<MemberCapacity> members = members(2, 1_000);
    Placement before = Placement.of(members.subList(0, 1), List.of(unit("m", 10, 1)));
    Placement after = Placement.of(members.subList(1, 2), List.of(unit("m", 20, 1)));
    assertThat(Move.between(before, after))
        .containsExactly(new Move(unit("m", 20, 1), List.of("w0"), List.of("w1")));
    assertThat(Move.between(after, after)).isEmpty();
    assertThat(hosts(after)).containsEntry(M, Set.of("w1"));
  }
}
