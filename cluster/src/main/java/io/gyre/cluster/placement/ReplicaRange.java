package io.gyre.cluster.placement;

/**
 * How many replicas a unit may have.
 *
 * @param fewest what it has without demand, at least one
 * @param most what demand may bring it to
 */
public record ReplicaRange(int fewest, int most) {
  /** A replica is worth adding where each is busy for more than this share of its time. */
  private static final double BUSY = 0.7;

  /** One is given up where those that stay would be busy for no more than this share. */
  private static final double CALM = 0.5;

  public ReplicaRange {
    if (fewest < 1 || most < fewest) {
      throw new IllegalArgumentException(
          "expected replicas from 1 up, the fewest first, found %d to %d".formatted(fewest, most));
    }
  }

  /** The number of replicas in this range that is nearest. */
  public int clamp(int replicas) {
    return Math.clamp(replicas, fewest, most);
  }

  /** Whether demand changes anything. */
  public boolean isFixed() {
    return most == fewest;
  }

  /**
   * How many to have from now on. Between growing and giving up lies a gap, so that one decision
   * doesn't call for its opposite.
   *
   * @param now how many there are
   * @param busy the load, as the number of replicas that it would keep busy all the time
   */
  public int wanted(int now, double busy) {
    int wanted = now;
    if (busy > BUSY * now) {
      wanted = (int) Math.min(most, Math.ceil(busy / BUSY));
    } else if (busy <= CALM * (now - 1)) {
      wanted = (int) Math.max(1, Math.ceil(busy / CALM));
    }
    return clamp(wanted);
  }
}
