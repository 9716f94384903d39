package io.gyre.bench.placement;

import io.gyre.cluster.placement.Move;
import io.gyre.cluster.placement.Placement;
import java.util.ArrayList;
import java.util.List;

/**
 * How many units a join or leave moves, over those that it must: of a join the newcomer's fair
 * share, of a leave what was hosted there.
 */
final class MovedShare {
  private static final int MEMBERS = 100;
  private static final int UNITS = 10_000;
  private static final int CHANGES = 10;

  private MovedShare() {}

  /** The shares of ten joins and ten leaves at this fill. */
  static List<Double> measure(double fill) {
    List<Double> shares = new ArrayList<>();
    for (int change = 0; change < CHANGES; change++) {
      Fleet fleet = Fleet.of(MEMBERS, UNITS, 1, fill, change);
      Placement before = Placement.of(fleet.members(), fleet.units());
      Placement joined = Placement.of(fleet.joined(change), fleet.units());
      shares.add(moved(before, joined) * (MEMBERS + 1.0) / UNITS);
      Placement left = Placement.of(fleet.left(change), fleet.units());
      String gone = fleet.members().get(change).id();
      shares.add(moved(before, left) / (double) before.unitsOf(gone).size());
    }
    return shares;
  }

  private static long moved(Placement before, Placement after) {
    return Move.between(before, after).stream().mapToLong(move -> move.to().size()).sum();
  }
}
