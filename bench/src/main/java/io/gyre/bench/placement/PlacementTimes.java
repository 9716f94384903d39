package io.gyre.bench.placement;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Move;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.UnitNeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * How long placement takes.
 *
 * @param full milliseconds from nothing, run by run
 * @param incremental milliseconds after the change that took longest, run by run
 * @param changes the kinds of change, and the longest time of each
 */
record PlacementTimes(List<Double> full, List<Double> incremental, String changes) {
  private static final int MEMBERS = 10_000;
  private static final int UNITS = 100_000;
  private static final int REPLICAS = 2;
  private static final double FILL = 0.8;

  /** Members and units after a change of one of the two. */
  private record Changed(List<MemberCapacity> members, List<UnitNeed> units, boolean ofMembers) {
    Placement from(Placement before) {
      return ofMembers ? before.withMembers(members) : before.withUnits(units);
    }

    Placement fromNothing() {
      return Placement.of(members, units);
    }
  }

  /**
   * Measures, after one round that doesn't count.
   *
   * @throws IllegalStateException where a placement after a change differs from one made from
   *     nothing
   */
  static PlacementTimes measure(int runs, Consumer<String> progress) {
    Fleet fleet = Fleet.of(MEMBERS, UNITS, REPLICAS, FILL, 1);
    Placement placement = Placement.of(fleet.members(), fleet.units());
    List<Double> full = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      long begin = System.nanoTime();
      placement = Placement.of(fleet.members(), fleet.units());
      full.add((System.nanoTime() - begin) / 1e6);
      progress.accept("full placement %d of %d: %.0f ms".formatted(run, runs, full.getLast()));
    }
    check(changes(fleet, 0), placement);
    Map<String, Double> longest = new LinkedHashMap<>();
    List<Double> incremental = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      Map<String, Double> times = times(changes(fleet, run), placement);
      times.forEach((change, millis) -> longest.merge(change, millis, Math::max));
      incremental.add(times.values().stream().mapToDouble(millis -> millis).max().orElseThrow());
      progress.accept(
          "incremental placement %d of %d: %.0f ms at most"
              .formatted(run, runs, incremental.getLast()));
    }
    List<String> said = new ArrayList<>();
    longest.forEach((change, millis) -> said.add("%s %.0f ms".formatted(change, millis)));
    return new PlacementTimes(full, incremental, String.join(", ", said));
  }

  private static Map<String, Double> times(Map<String, Changed> changes, Placement before) {
    Map<String, Double> times = new LinkedHashMap<>();
    changes.forEach((name, change) -> {
      long begin = System.nanoTime();
      Placement after = change.from(before);
      times.put(name, (System.nanoTime() - begin) / 1e6);
      if (after.members().isEmpty()) {
        throw new IllegalStateException("a placement without members");
      }
    });
    return times;
  }

  private static void check(Map<String, Changed> changes, Placement before) {
    changes.forEach((name, change) -> {
      List<Move> difference = Move.between(change.from(before), change.fromNothing());
      if (!difference.isEmpty()) {
        throw new IllegalStateException(
            "%s: the incremental placement differs from the full one by %d units, such as %s"
                .formatted(name, difference.size(), difference.getFirst()));
      }
    });
  }

  /** One change of each kind. */
  private static Map<String, Changed> changes(Fleet fleet, int number) {
    Random random = new Random(number);
    int index = random.nextInt(UNITS);
    UnitNeed unit = fleet.units().get(index);
    List<UnitNeed> more = new ArrayList<>(fleet.units());
    more.add(Fleet.unit("new-" + number, random, REPLICAS));
    List<UnitNeed> fewer = new ArrayList<>(fleet.units());
    fewer.remove(index);
    Map<String, Changed> changes = new LinkedHashMap<>();
    changes.put("worker joins", new Changed(fleet.joined(number), fleet.units(), true));
    changes.put(
        "worker leaves", new Changed(fleet.left(random.nextInt(MEMBERS)), fleet.units(), true));
    changes.put("model comes", new Changed(fleet.members(), more, false));
    changes.put("model goes", new Changed(fleet.members(), fewer, false));
    changes.put(
        "model grows",
        new Changed(
            fleet.members(),
            fleet.changed(index, new UnitNeed(unit.key(), 2 * unit.bytes(), "", REPLICAS)),
            false));
    changes.put(
        "replica more",
        new Changed(
            fleet.members(),
            fleet.changed(index, new UnitNeed(unit.key(), unit.bytes(), "", REPLICAS + 1)),
            false));
    return changes;
  }
}
