package io.gyre.router.balance;

import java.time.Duration;

/**
 * How a router spreads requests over replicas.
 *
 * @param zone the router's own zone, whose replicas are preferred; empty where zones don't matter
 * @param slowStart time in which a new replica comes to its full share
 * @param slack how far above the mean a replica may be that a key belongs to: 0.25 for a quarter
 * @param subset how many replicas of a unit requests without a key go to; 0 for all
 * @param seed chooses which; another one for each router
 */
public record BalanceSettings(
    String zone, Duration slowStart, double slack, int subset, long seed) {
  /** The settings of a router that leaves them alone. */
  public static final BalanceSettings DEFAULTS =
      new BalanceSettings("", Duration.ofSeconds(5), 0.25, 0, 0);
}
