package io.gyre.cluster.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What placement takes from all members together. While it stays the same, a change of members
 * touches only what they host.
 *
 * @param largeAbove a unit of more bytes is placed before the others
 * @param byDevice what holds for units that need a device; of the empty name, for those that don't
 */
record Terms(long largeAbove, Map<String, OfDevice> byDevice) {
  /** A unit is large above this share of the smallest memory. */
  private static final int LARGE_SHARE = 8;

  private static final OfDevice NOWHERE = new OfDevice(0, 0, 0);

  /**
   * What holds for one device.
   *
   * @param members how many have it
   * @param zones in how many zones
   * @param largestMemory the largest memory of one
   */
  record OfDevice(int members, int zones, long largestMemory) {}

  Terms {
    byDevice = Map.copyOf(byDevice);
  }

  static Terms of(List<MemberCapacity> members) {
    long smallest =
        members.stream()
            .mapToLong(MemberCapacity::memoryBytes)
            .filter(bytes -> bytes > 0)
            .min()
            .orElse(0);
    Set<String> devices = new HashSet<>(Set.of(""));
    members.forEach(member -> devices.addAll(member.devices()));
    Map<String, OfDevice> byDevice = new HashMap<>();
    for (String device : devices) {
      List<MemberCapacity> capable = members.stream().filter(m -> m.has(device)).toList();
      byDevice.put(
          device,
          new OfDevice(
              capable.size(),
              (int) capable.stream().map(MemberCapacity::zone).distinct().count(),
              capable.stream().mapToLong(MemberCapacity::memoryBytes).max().orElse(0)));
    }
    return new Terms(smallest / LARGE_SHARE, byDevice);
  }

  OfDevice of(String device) {
    return byDevice.getOrDefault(device, NOWHERE);
  }

  /** Whether placement by these terms and those differs only where members differ. */
  boolean agreesWith(Terms other) {
    return largeAbove == other.largeAbove
        && byDevice.keySet().equals(other.byDevice.keySet())
        && byDevice.entrySet().stream()
            .allMatch(entry -> agree(entry.getValue(), other.of(entry.getKey())));
  }

  private static boolean agree(OfDevice one, OfDevice other) {
    return one.zones == other.zones && one.largestMemory == other.largestMemory;
  }
}
