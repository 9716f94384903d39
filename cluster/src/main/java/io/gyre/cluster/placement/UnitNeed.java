package io.gyre.cluster.placement;

/**
 * What one unit needs of the members that host it.
 *
 * @param key which unit
 * @param bytes memory that one replica holds, of all its wanted versions together
 * @param device what it runs on beside the processor; empty for nothing
 * @param replicas how many members are to host it
 */
public record UnitNeed(UnitKey key, long bytes, String device, int replicas) {
  public UnitNeed {
    if (bytes < 0 || replicas < 0) {
      throw new IllegalArgumentException(
          "unit %s: expected 0 or more bytes and replicas, found %d and %d"
              .formatted(key, bytes, replicas));
    }
    bytes = Math.min(bytes, MemberCapacity.MOST_BYTES);
  }
}
