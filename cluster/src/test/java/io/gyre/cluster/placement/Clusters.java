package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Members and units for tests, and what a placement makes of them in a form to compare. */
final class Clusters {
  private Clusters() {}

  static MemberCapacity member(String id, long memory) {
    return new MemberCapacity(id, memory, Set.of(), "");
  }

  static MemberCapacity member(String id, long memory, String zone, String... devices) {
    return new MemberCapacity(id, memory, Set.of(devices), zone);
  }

  static UnitNeed unit(String model, long bytes, int replicas) {
    return new UnitNeed(new UnitKey(model, 0), bytes, "", replicas);
  }

  static List<MemberCapacity> members(int count, long memory) {
    return IntStream.range(0, count)
        .mapToObj(i -> member("w" + i, memory))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  static List<UnitNeed> units(int count, long bytes, int replicas) {
    return IntStream.range(0, count)
        .mapToObj(i -> unit("m" + i, bytes, replicas))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** A member of any kind: of two or three sizes, zones and devices. */
  static MemberCapacity anyMember(Random random, String id) {
    return new MemberCapacity(
        id,
        new long[] {0, 600, 1_000, 1_000, 1_000}[random.nextInt(5)],
        random.nextInt(4) == 0 ? Set.of("cuda:0") : Set.of(),
        "z" + random.nextInt(3));
  }

  /**
   * A unit of any kind: small, large, too large, of no size, in one piece of a model or another.
   */
  static UnitNeed anyUnit(Random random, String model) {
    long bytes =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> 100 + random.nextInt(400);
          case 2 -> random.nextInt(1_200);
          default -> 1 + random.nextInt(90);
        };
    int fewest = random.nextInt(5);
    return new UnitNeed(
        new UnitKey(model, random.nextInt(3)),
        bytes,
        random.nextInt(6) == 0 ? "cuda:0" : "",
        fewest,
        fewest + (random.nextInt(3) == 0 ? random.nextInt(4) : 0));
  }

  /** Who hosts what. */
  static Map<UnitKey, Set<String>> hosts(Placement placement) {
    return placement.units().stream()
        .collect(
            Collectors.toMap(UnitNeed::key, unit -> new TreeSet<>(placement.hostsOf(unit.key()))));
  }
}
