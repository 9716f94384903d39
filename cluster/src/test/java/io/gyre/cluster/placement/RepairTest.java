package io.gyre.cluster.placement;

import static io.gyre.cluster.placement.Clusters.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A placement that follows changes one by one, against one made from nothing. */
class RepairTest {
  private static final int WALKS = 30;
  private static final int STEPS = 40;

  @Test
  void isEqualToThePlacementFromNothing() {
    for (int seed = 0; seed < WALKS; seed++) {
      new Walk(seed, seed % 2 == 0).run();
    }
  }

  /** Members and units that come, go and change. */
  private static final class Walk {
    private final String name;
    private final Random random;
    private final boolean uniform;
    private final TreeMap<String, MemberCapacity> members = new TreeMap<>();
    private final TreeMap<UnitKey, UnitNeed> units = new TreeMap<>();
    private int next;

    Walk(int seed, boolean uniform) {
      name = "seed " + seed;
      random = new Random(seed);
      this.uniform = uniform;
      for (int i = 0; i < 20; i++) {
        join();
      }
      // So full that refusals pass on.
      for (int i = 0; i < 260; i++) {
        add();
      }
    }

    void run() {
      Placement placement = Placement.of(members.values(), units.values());
      for (int step = 0; step < STEPS; step++) {
        int kind = random.nextInt(6);
        change(kind);
        if (random.nextBoolean()) {
          placement =
              kind < 3
                  ? placement.withMembers(members.values())
                  : placement.withUnits(units.values());
        } else {
          change(random.nextInt(6));
          placement = placement.with(members.values(), units.values());
        }
        Placement expected = Placement.of(members.values(), units.values());
        assertThat(hosts(placement)).as(name + ", step " + step).isEqualTo(hosts(expected));
        for (MemberCapacity member : members.values()) {
          assertThat(placement.fillOf(member)).isEqualTo(expected.fillOf(member));
        }
        assertThat(placement.shortfalls()).isEqualTo(expected.shortfalls());
      }
    }

    /** Changes a member where {@code kind} is below three, else a unit. */
    private void change(int kind) {
      switch (kind) {
        case 0 -> join();
        case 1 -> members.remove(any(members.keySet()));
        case 2 -> {
          MemberCapacity member = any(members.values());
          members.put(member.id(), kind(member.id()));
        }
        case 3 -> add();
        case 4 -> units.remove(any(units.keySet()));
        default -> {
          UnitNeed unit = any(units.values());
          UnitNeed other = Clusters.anyUnit(random, unit.key().model());
          units.put(
              unit.key(),
              new UnitNeed(
                  unit.key(), other.bytes(), other.device(), other.fewest(), other.replicas()));
        }
      }
    }

    private void join() {
      String id = "w" + next++;
      members.put(id, kind(id));
    }

    /** Of a uniform cluster, members differ in nothing that all depend on. */
    private MemberCapacity kind(String id) {
      return uniform
          ? Clusters.member(id, 1_000, "z" + random.nextInt(2), "cuda:0")
          : Clusters.anyMember(random, id);
    }

    private void add() {
      UnitNeed unit = Clusters.anyUnit(random, "m" + next++ / 2);
      units.put(unit.key(), unit);
    }

    private <T> T any(Iterable<T> all) {
      List<T> list = new ArrayList<>();
      all.forEach(list::add);
      return list.get(random.nextInt(list.size()));
    }
  }
}
