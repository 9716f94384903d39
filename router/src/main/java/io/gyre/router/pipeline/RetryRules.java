package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.SequenceStep;

/**
 * Which requests may be sent again after an attempt that came to nothing.
 *
 * @param maxAttempts how many replicas one request may be sent to
 */
public record RetryRules(int maxAttempts) {
  /** A request that two workers were lost with may be what ends them: it isn't given a third. */
  private static final int MOST_LOSSES = 1;

  /**
   * Whether the request may be sent again at {@code now}.
   *
   * @param attempts how many replicas it was sent to
   * @param losses how many of them were lost with it
   */
  boolean allow(InferenceRequest request, int attempts, int losses, long now) {
    return attempts < maxAttempts
        && losses <= MOST_LOSSES
        // It changes the state that its replica holds: it must not run twice.
        && SequenceStep.of(request.header()) == null
        && !request.cancellation().isCancelled()
        && !request.deadline().isPast(now);
  }
}
