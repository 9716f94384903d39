package io.gyre.cluster.hashing;

/** The bound of consistent hashing with bounded loads. */
public final class BoundedLoad {
  private BoundedLoad() {}

  /**
   * The most that one replica may carry: the mean, and {@code epsilon} of it more, rounded up, so
   * that the replicas together always have room for all.
   *
   * @param total what all replicas carry together, the newcomer included
   * @param replicas how many there are, at least one
   * @param epsilon how far a load may exceed the mean, at least 0
   */
  public static long limit(long total, int replicas, double epsilon) {
    return (long) Math.ceil((1 + epsilon) * total / replicas);
  }
}
