package io.gyre.cluster.placement;

/** When a member may host a unit. What is refused once is refused for good while members fill. */
final class Rules {
  private Rules() {}

  /**
   * Whether there is room.
   *
   * @param memory the member's memory
   * @param used what its units hold
   * @param reserve room that it keeps to swap the largest of its models
   * @param bytes what the unit would hold
   * @param swap room that swapping the unit's model there would take
   */
  static boolean fits(long memory, long used, long reserve, long bytes, long swap) {
    return used + bytes + Math.max(reserve, swap) <= memory;
  }

  /**
   * Whether zones stay spread with one more replica in {@code zone}: in the end no zone has two
   * more than another.
   *
   * @param hosts the unit's hosts, and maybe more
   * @param count how many of them there are
   */
  static boolean spreads(Roster roster, int[] hosts, int count, int zone, int replicas, int zones) {
    int level = replicas / zones;
    int there = inZone(roster, hosts, count, zone);
    if (there != level) {
      return there < level;
    }
    return level == 0 || above(roster, hosts, count, level) < replicas % zones;
  }

  /** How many zones have more than {@code level} of the hosts. */
  private static int above(Roster roster, int[] hosts, int count, int level) {
    int zones = 0;
    for (int i = 0; i < count; i++) {
      // Each zone is counted at the one host that is the first above the level.
      if (inZone(roster, hosts, i, roster.zone(hosts[i])) == level) {
        zones++;
      }
    }
    return zones;
  }

  private static int inZone(Roster roster, int[] hosts, int count, int zone) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (roster.zone(hosts[i]) == zone) {
        found++;
      }
    }
    return found;
  }

  static boolean contains(int[] hosts, int count, int member) {
    for (int i = 0; i < count; i++) {
      if (hosts[i] == member) {
        return true;
      }
    }
    return false;
  }
}
