package io.gyre.cluster.placement;

import java.util.Arrays;

/**
 * An assignment that is being made: takes pairs in order, and accepts those that the rules allow.
 */
final class Draft {
  private static final int[] NOBODY = {};
  private static final byte[] NEVER = {};

  private final Roster roster;
  private final UnitTable units;
  private final int[][] hosts;
  private final int[] count;
  private final byte[][] passes;
  private final long[] last;
  private final int[][] hosted;
  private final int[] hostedCount;
  private final long[] used;
  private final long[] reserve;

  Draft(Roster roster, UnitTable units) {
    this.roster = roster;
    this.units = units;
    int unitPlaces = units.places().size();
    hosts = new int[unitPlaces][];
    count = new int[unitPlaces];
    passes = new byte[unitPlaces][];
    last = new long[unitPlaces];
    Arrays.fill(hosts, NOBODY);
    Arrays.fill(passes, NEVER);
    Arrays.fill(last, Assignment.OPEN);
    int memberPlaces = roster.places().size();
    hosted = new int[memberPlaces][];
    hostedCount = new int[memberPlaces];
    used = new long[memberPlaces];
    reserve = new long[memberPlaces];
    Arrays.fill(hosted, NOBODY);
  }

  /** Whether the unit has fewer hosts than it should at the end of a pass. */
  boolean lacks(int unit, Pass pass) {
    return count[unit] < units.replicas(unit, pass);
  }

  /** Bytes of the largest unit that the member still takes. */
  long room(int member, boolean swappable) {
    long free = roster.memory(member) - used[member];
    return swappable ? Math.min(free - reserve[member], free / 2) : free - reserve[member];
  }

  /** Whether zones stay spread if a member of that zone hosts the unit too. */
  boolean spreads(int unit, int zone, Pass pass) {
    return Rules.spreads(
        roster, hosts[unit], count[unit], zone, units.replicas(unit, pass), units.zones(unit));
  }

  /** Looks at one pair, after all that come before it. */
  void offer(int unit, int member, Pass pass, long rank) {
    if (!lacks(unit, pass)
        || Rules.contains(hosts[unit], count[unit], member)
        || (pass.spreads() && !spreads(unit, roster.zone(member), pass))) {
      return;
    }
    long bytes = units.bytes(unit);
    long swap = units.isSwappable(unit) ? share(unit, member) + bytes : 0;
    if (Rules.fits(roster.memory(member), used[member], reserve[member], bytes, swap)) {
      used[member] += bytes;
      reserve[member] = Math.max(reserve[member], swap);
      hosted[member] = with(hosted[member], hostedCount[member]++, unit);
      hosts[unit] = with(hosts[unit], count[unit], member);
      passes[unit] = Arrays.copyOf(passes[unit], count[unit] + 1);
      passes[unit][count[unit]++] = (byte) pass.ordinal();
      if (count[unit] == units.replicas(unit)) {
        last[unit] = pass.order(rank);
      }
    }
  }

  /** What the model holds there already, as far as it is swapped there. */
  private long share(int unit, int member) {
    long share = 0;
    for (int sibling : units.siblings(unit)) {
      if (units.isSwappable(sibling) && Rules.contains(hosts[sibling], count[sibling], member)) {
        share += units.bytes(sibling);
      }
    }
    return share;
  }

  private static int[] with(int[] list, int size, int element) {
    int[] grown = size < list.length ? list : Arrays.copyOf(list, Math.max(2, size + size / 2));
    grown[size] = element;
    return grown;
  }

  Assignment assignment() {
    for (int unit = 0; unit < hosts.length; unit++) {
      hosts[unit] = Arrays.copyOf(hosts[unit], count[unit]);
    }
    for (int member = 0; member < hosted.length; member++) {
      hosted[member] = Arrays.copyOf(hosted[member], hostedCount[member]);
    }
    return new Assignment(hosts, passes, hosted, last);
  }
}
