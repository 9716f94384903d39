package io.gyre.cluster.placement;

import java.util.Comparator;

/**
 * A unit and a member in one pass.
 *
 * @param rank its place among the pass's pairs
 */
record Pair(int unit, int member, Pass pass, long rank) {
  static Pair of(UnitTable units, Roster roster, int unit, int member, Pass pass) {
    return new Pair(unit, member, pass, Pass.rank(units.seed(unit), roster.seed(member)));
  }

  /** The order in which pairs are looked at. */
  static Comparator<Pair> inOrder(UnitTable units, Roster roster) {
    return Comparator.comparingLong(Pair::order)
        .thenComparingLong(pair -> units.seed(pair.unit()))
        .thenComparingLong(pair -> roster.seed(pair.member()))
        // What changed has two places: the one that it left comes first.
        .thenComparingInt(Pair::unit)
        .thenComparingInt(Pair::member);
  }

  long order() {
    return pass.order(rank);
  }
}
