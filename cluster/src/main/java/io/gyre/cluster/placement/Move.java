package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A unit whose hosts change between two placements.
 *
 * @param need the unit as it is placed afterwards, or was before where it has gone
 * @param from members that host it no longer
 * @param to members that come to host it
 */
public record Move(UnitNeed need, List<String> from, List<String> to) {
  public Move {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** The moves that lead from one placement to another, sorted by unit. */
  public static List<Move> between(Placement before, Placement after) {
    Map<UnitKey, UnitNeed> units = new HashMap<>();
    before.unitsNotAsIn(after).forEach(need -> units.put(need.key(), need));
    after.unitsNotAsIn(before).forEach(need -> units.put(need.key(), need));
    List<Move> moves = new ArrayList<>();
    units.forEach((key, need) -> {
      List<String> left = before.hostsOf(key);
      List<String> now = after.hostsOf(key);
      Move move = new Move(need, without(left, now), without(now, left));
      if (!move.from().isEmpty() || !move.to().isEmpty()) {
        moves.add(move);
      }
    });
    moves.sort(Comparator.comparing(move -> move.need().key()));
    return moves;
  }

  private static List<String> without(List<String> some, List<String> others) {
    return some.stream().filter(member -> !others.contains(member)).toList();
  }
}
