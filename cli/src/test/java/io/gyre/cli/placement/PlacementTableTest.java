package io.gyre.cli.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTableTest {
  private static final long MIB = 1 << 20;

  private final List<MemberCapacity> members =
      List.of(
          new MemberCapacity("w1", 100 * MIB, Set.of(), "a"),
          new MemberCapacity("w2", 100 * MIB, Set.of(), ""));

  @Test
  void showsWhoHostsWhatWhatMovesAndWhatFitsNowhere() {
    List<UnitNeed> needs = new ArrayList<>();
    needs.add(need("small", 10 * MIB, 2));
    needs.add(need("huge", 200 * MIB, 1));
    Placement both = Placement.of(members, needs);
    Placement one = Placement.of(members.subList(0, 1), needs);

    assertThat(PlacementTable.of(PlacementReport.of(both, both), ""))
        .isEqualToNormalizingNewlines(
            """
            WORKER  ZONE  UNITS  MEMORY                 FULL  RESERVE   HOSTS
            w1      a     1      10.0 MiB of 100.0 MiB  10 %  10.0 MiB  small
            w2      -     1      10.0 MiB of 100.0 MiB  10 %  10.0 MiB  small

            fits nowhere, or not often enough:
              huge, 0 of 1 replicas placed: needs 209715200 bytes, and the largest free place is \
            83886080: add members or memory, or ask for fewer replicas
            """);
    assertThat(PlacementTable.of(PlacementReport.of(both, one), "without w2"))
        .contains(
            "without w2, 1 unit moves, 0 B to load:",
            "small  10.0 MiB  w2    -",
            "small, 1 of 2 replicas placed: wants 2 replicas, and 1 of 1 members host one");
  }

  @Test
  void manyNamesAreCutShort() {
    List<UnitNeed> needs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      needs.add(need("m" + i, MIB, 2));
    }
    Placement placement = Placement.of(members, needs);
    assertThat(PlacementTable.of(PlacementReport.of(placement, placement), "without w9"))
        .contains("m0, m1, m2, m3, m4, m5 and 3 more", "without w9, nothing moves");
  }

  private static UnitNeed need(String model, long bytes, int replicas) {
    return new UnitNeed(new UnitKey(model, 0), bytes, "", replicas);
  }
}
