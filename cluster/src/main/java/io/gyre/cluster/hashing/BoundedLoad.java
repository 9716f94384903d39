package io.gyre.cluster.hashing;

/** The bound of consistent hashing with bounded loads. */
public final class BoundedLoad {
  /** So few at a replica are no load, however few the others have. */
  private static final long FEW = 2;

  private BoundedLoad() {}

  /**
   * The most that one replica may carry: the mean, and {@code epsilon} of it more. A whole number
   * has to be found for that, with which the replicas together always have room for all: it is
   * rounded down where it stays above the mean then. (The paper rounds up, which is a request more
   * than was allowed, of eight for example.)
   *
   * @param total what all replicas carry together, the newcomer included
   * @param replicas how many there are, at least one
   * @param epsilon how far a load may exceed the mean, at least 0
   */
  public static long limit(long total, int replicas, double epsilon) {
    long allowed = (long) ((1 + epsilon) * total / replicas);
    return Math.max(FEW, Math.max(allowed, Math.ceilDiv(total, replicas)));
  }
}
