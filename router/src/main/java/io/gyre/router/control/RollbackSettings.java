package io.gyre.router.control;

import java.time.Duration;

/**
 * When a router goes back to the version before.
 *
 * @param window how long after a flip the version before is kept; zero for not at all
 * @param maxErrorRate by how much the share of requests that the new version fails on may exceed
 *     that of the version before
 * @param minRequests requests on the new version before it is judged
 */
public record RollbackSettings(Duration window, double maxErrorRate, int minRequests) {
  /** The settings that hold where an operator says nothing. */
  public static final RollbackSettings DEFAULTS =
      new RollbackSettings(Duration.ofSeconds(60), 0.1, 20);

  public RollbackSettings {
    if (!(maxErrorRate >= 0 && maxErrorRate <= 1) || minRequests < 1) {
      throw new IllegalArgumentException(
          "expected an error rate of 0 to 1 and at least one request, found "
              + maxErrorRate
              + " and "
              + minRequests);
    }
  }

  boolean opensWindows() {
    return window.isPositive();
  }
}
