package io.gyre.cluster.placement;

/**
 * How full a member is meant to be.
 *
 * @param memory the member's memory
 * @param units how many units it hosts
 * @param used bytes that they hold
 * @param reserve bytes kept free, so that the largest of its models can be swapped
 */
public record Fill(long memory, int units, long used, long reserve) {
  /** Bytes of the largest unit that it would still host. */
  public long free(boolean swappable) {
    long left = memory - used;
    return swappable ? Math.min(left - reserve, left / 2) : left - reserve;
  }
}
