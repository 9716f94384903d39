package io.gyre.cluster.placement;

import java.util.Arrays;

/**
 * An assignment that is being made: takes pairs in order, and accepts those that the rules allow.
 */
final class Draft {
  private static final int[] NOBODY = {};

  private final Roster roster;
  private final UnitTable units;
  private final int[][] hosts;
  private final int[] count;
  private final int[] spread;
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
    spread = new int[unitPlaces];
    last = new long[unitPlaces];
    Arrays.fill(hosts, NOBODY);
    Arrays.fill(last, Assignment.OPEN);
    int memberPlaces = roster.places().size();
    hosted = new int[memberPlaces][];
    hostedCount = new int[memberPlaces];
    used = new long[memberPlaces];
    reserve = new long[memberPlaces];
    Arrays.fill(hosted, NOBODY);
  }

  /** Whether the unit has fewer hosts than it should. */
  boolean lacks(int unit) {
    return count[unit] < units.replicas(unit);
  }

  /** Bytes of the largest unit that the member still takes. */
  long room(int member, boolean swappable) {
    long free = roster.memory(member) - used[member];
    return swappable ? Math.min(free - reserve[member], free / 2) : free - reserve[member];
  }

  /** Whether zones stay spread if a member of that zone hosts the unit too. */
  boolean spreads(int unit, int zone) {
    return Rules.spreads(
        roster, hosts[unit], count[unit], zone, units.replicas(unit), units.zones(unit));
  }

  /** Looks at one pair, after all that come before it. */
  void offer(int unit, int member, Pass pass, long rank) {
    if (!lacks(unit)
        || Rules.contains(hosts[unit], count[unit], member)
        || (pass.spreads() && !spreads(unit, roster.zone(member)))) {
      return;
    }
    long bytes = units.bytes(unit);
    long swap = units.isSwappable(unit) ? share(unit, member) + bytes : 0;
    if (Rules.fits(roster.memory(member), used[member], reserve[member], bytes, swap)) {
      used[member] += bytes;
      reserve[member] = Math.max(reserve[member], swap);
      hosted[member] = with(hosted[member], hostedCount[member]++, unit);
      hosts[unit] = with(hosts[unit], count[unit]++, member);
      if (pass.spreads()) {
        spread[unit]++;
      }
      if (!lacks(unit)) {
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
    return new Assignment(hosts, spread, hosted, last);
  }
}
