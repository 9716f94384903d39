package io.gyre.cluster.placement;

import java.util.Arrays;

/** The members of a group that still have room for something, with their seeds side by side. */
final class OpenGroup {
  private final Roster.Group group;
  private int[] members;
  private long[] seeds;

  /** Bytes of the largest unit that any of them takes, if it is to be swappable and if not. */
  private long room;

  private long roomWithoutSwap;

  OpenGroup(Roster.Group group, Roster roster) {
    this.group = group;
    members = group.members().clone();
    seeds = Arrays.stream(members).mapToLong(roster::seed).toArray();
  }

  int zone() {
    return group.zone();
  }

  /** Leaves out the members that have no room even for a unit of {@code smallest} bytes. */
  void refresh(Draft draft, long smallest) {
    int count = 0;
    room = -1;
    roomWithoutSwap = -1;
    for (int i = 0; i < members.length; i++) {
      long left = draft.room(members[i], false);
      if (left >= smallest) {
        room = Math.max(room, draft.room(members[i], true));
        roomWithoutSwap = Math.max(roomWithoutSwap, left);
        members[count] = members[i];
        seeds[count] = seeds[i];
        count++;
      }
    }
    members = Arrays.copyOf(members, count);
    seeds = Arrays.copyOf(seeds, count);
  }

  /** Whether some member may take the unit, for all that is known of the group. */
  boolean mayTake(UnitTable units, int unit) {
    return group.has(units.device(unit))
        && units.bytes(unit) <= (units.isSwappable(unit) ? room : roomWithoutSwap);
  }

  /** Adds the unit's pairs with ranks in a slice. */
  void collect(int unit, long unitSeed, long from, long to, PairBuffer pairs) {
    for (int i = 0; i < seeds.length; i++) {
      long rank = Pass.rank(unitSeed, seeds[i]);
      if (rank < to && rank >= from) {
        pairs.add(unit, members[i], rank);
      }
    }
  }
}
