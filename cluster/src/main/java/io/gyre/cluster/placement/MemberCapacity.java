package io.gyre.cluster.placement;

import java.util.Set;

/**
 * What one member offers to placement.
 *
 * @param id the member's identity
 * @param memoryBytes memory that units may hold there together, room to swap one included; what is
 *     above an exabyte counts as an exabyte
 * @param devices what it runs models on beside its processor
 * @param zone what it fails together with; empty where it isn't told
 */
public record MemberCapacity(String id, long memoryBytes, Set<String> devices, String zone) {
  /** Sums of a few amounts of at most so many bytes don't overflow. */
  static final long MOST_BYTES = 1L << 60;

  public MemberCapacity {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException(
          "member %s: expected memory of 0 bytes or more, found %d".formatted(id, memoryBytes));
    }
    memoryBytes = Math.min(memoryBytes, MOST_BYTES);
    devices = Set.copyOf(devices);
  }

  /** Whether units that need {@code device} can run there; an empty name is the processor. */
  boolean has(String device) {
    return device.isEmpty() || devices.contains(device);
  }
}
