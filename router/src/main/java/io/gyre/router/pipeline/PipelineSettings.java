package io.gyre.router.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What a router grants to requests.
 *
 * @param defaultDeadline time that a request has which brings no deadline; empty for no limit
 * @param maxInFlight how many requests may be under way at once
 * @param maxInFlightOfModel how many of them may be of one model
 * @param maxAttempts how many replicas one request may be sent to, at least 1
 * @param hedges whether a second replica is asked where the first takes longer than most requests
 */
public record PipelineSettings(
    Optional<Duration> defaultDeadline,
    int maxInFlight,
    int maxInFlightOfModel,
    int maxAttempts,
    boolean hedges) {
  /**
   * The settings of a router that leaves them alone: no default deadline, no limits, three
   * attempts.
   */
  public static final PipelineSettings DEFAULTS =
      new PipelineSettings(Optional.empty(), Integer.MAX_VALUE, Integer.MAX_VALUE, 3, false);
}
