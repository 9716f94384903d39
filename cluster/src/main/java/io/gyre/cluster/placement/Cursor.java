package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through one unit's pairs in order, and looks for them slice by slice. */
final class Cursor {
  private final Roster roster;
  private final UnitTable units;
  private final Comparator<Pair> order;
  private final int unit;
  private final @Nullable Pair after;
  private final List<Pair> found = new ArrayList<>();
  private int next;
  private Pass pass;
  private long from;
  private long width;

  /**
   * @param after the pair before the first; null for the very first
   */
  Cursor(Roster roster, UnitTable units, Comparator<Pair> order, int unit, @Nullable Pair after) {
    this.roster = roster;
    this.units = units;
    this.order = order;
    this.unit = unit;
    this.after = after;
    pass = after == null ? Pass.first(units.isLarge(unit)) : after.pass();
    from = after == null ? 0 : after.rank();
    width = Filling.firstWidth(roster.places().count());
  }

  /** The next pair; null after the last. */
  @Nullable Pair next() {
    while (next == found.size()) {
      if (from == Pass.RANK_END) {
        Pass later = after(pass);
        if (later == null) {
          return null;
        }
        pass = later;
        from = 0;
        width = Filling.firstWidth(roster.places().count());
      }
      scan();
    }
    return found.get(next++);
  }

  /** The unit's pass after one; null after the last. */
  private @Nullable Pass after(Pass before) {
    for (Pass one : Pass.all()) {
      if (one.compareTo(before) > 0 && units.takesPart(unit, one)) {
        return one;
      }
    }
    return null;
  }

  private void scan() {
    found.clear();
    next = 0;
    long to = Math.min(Pass.RANK_END, from + width);
    long seed = units.seed(unit);
    for (Roster.Group group : roster.groups()) {
      if (group.has(units.device(unit))) {
        for (int member : group.members()) {
          long rank = Pass.rank(seed, roster.seed(member));
          if (rank < to && rank >= from) {
            found.add(new Pair(unit, member, pass, rank));
          }
        }
      }
    }
    if (after != null) {
      found.removeIf(pair -> order.compare(pair, after) <= 0);
    }
    found.sort(order);
    from = to;
    width = Filling.nextWidth(width);
  }
}
