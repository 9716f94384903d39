package io.gyre.bench.placement;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A made-up cluster: members that are alike, in a few zones, and units of log-normal sizes that
 * fill a share of them.
 *
 * @param members the members
 * @param units the units
 */
public record Fleet(List<MemberCapacity> members, List<UnitNeed> units) {
  private static final int ZONES = 5;

  /** The median unit's size. */
  private static final double MEDIAN_BYTES = 50e6;

  public Fleet {
    members = List.copyOf(members);
    units = List.copyOf(units);
  }

  /**
   * A cluster; the same arguments give the same one.
   *
   * @param replicas of each unit
   * @param fill share of the members' memory that all replicas take
   */
  public static Fleet of(int members, int units, int replicas, double fill, long seed) {
    Random random = new Random(seed);
    List<UnitNeed> needs = new ArrayList<>();
    for (int i = 0; i < units; i++) {
      needs.add(unit("model-" + i, random, replicas));
    }
    long bytes = needs.stream().mapToLong(UnitNeed::bytes).sum();
    long memory = (long) (bytes / fill * replicas / members);
    List<MemberCapacity> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      all.add(member("worker-" + i, memory, i));
    }
    return new Fleet(all, needs);
  }

  /** A unit of any size. */
  public static UnitNeed unit(String model, Random random, int replicas) {
    long bytes = (long) (MEDIAN_BYTES * Math.exp(random.nextGaussian()));
    return new UnitNeed(new UnitKey(model, 0), bytes, "", replicas);
  }

  private static MemberCapacity member(String id, long memory, int number) {
    return new MemberCapacity(id, memory, Set.of(), "zone-" + number % ZONES);
  }

  /** The members with one more, which is like the others. */
  public List<MemberCapacity> joined(int number) {
    List<MemberCapacity> more = new ArrayList<>(members);
    more.add(member("new-" + number, members.getFirst().memoryBytes(), number));
    return more;
  }

  /** The members without the one at an index. */
  public List<MemberCapacity> left(int index) {
    List<MemberCapacity> fewer = new ArrayList<>(members);
    fewer.remove(index);
    return fewer;
  }

  /** The units with another one at an index. */
  public List<UnitNeed> changed(int index, UnitNeed unit) {
    List<UnitNeed> other = new ArrayList<>(units);
    other.set(index, unit);
    return other;
  }
}
