package io.gyre.cluster.placement;

/**
 * What one unit needs of the members that host it.
 *
 * @param key which unit
 * @param bytes memory that one replica holds, of all its wanted versions together
 * @param device what it runs on beside the processor; empty for nothing
 * @param fewest how many members are to host it before others get extra replicas
 * @param replicas how many are to host it where there is room once all have their fewest
 */
public record UnitNeed(UnitKey key, long bytes, String device, int fewest, int replicas) {
  public UnitNeed {
    if (bytes < 0 || fewest < 0 || replicas < fewest) {
      throw new IllegalArgumentException(
          "unit %s: expected 0 or more bytes and replicas, the fewest first, found %d and %d to %d"
              .formatted(key, bytes, fewest, replicas));
    }
    bytes = Math.min(bytes, MemberCapacity.MOST_BYTES);
  }

  /** A unit without extra replicas. */
  public UnitNeed(UnitKey key, long bytes, String device, int replicas) {
    this(key, bytes, device, replicas, replicas);
  }
}
