package io.gyre.router.control;

import java.time.Duration;

/**
 * How a router keeps its control streams.
 *
 * @param router identity of this router towards workers
 * @param leaseGrace how long workers keep the leases of a router whose stream is lost; this router
 *     stops using what a lost worker announced after half of it
 * @param firstRedial pause before the first attempt to attach again; each further one doubles it
 * @param longestRedial limit of that pause
 * @param rollback when this router goes back to the version before
 * @param strict whether a wanted model that failed to load and has no version served makes this
 *     router unready
 */
public record ControlSettings(
    String router,
    Duration leaseGrace,
    Duration firstRedial,
    Duration longestRedial,
    RollbackSettings rollback,
    boolean strict) {
  /** The settings of a strict router that leaves them alone. */
  public static ControlSettings defaults(String router) {
    return new ControlSettings(
        router,
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        RollbackSettings.DEFAULTS,
        true);
  }

  /** These settings with another way to go back. */
  public ControlSettings rollingBack(RollbackSettings settings) {
    return new ControlSettings(router, leaseGrace, firstRedial, longestRedial, settings, strict);
  }

  /** These settings, strict or not. */
  public ControlSettings strict(boolean isStrict) {
    return new ControlSettings(router, leaseGrace, firstRedial, longestRedial, rollback, isStrict);
  }

  /** How long a lost worker's announcements are believed. */
  Duration trust() {
    return leaseGrace.dividedBy(2);
  }
}
