package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.SequenceStep;
import io.gyre.router.control.LoopScheduler;
import io.gyre.router.metrics.RequestFigures;
import io.gyre.router.table.ServedVersion;
import java.time.Duration;

/**
 * When a request is sent to a second replica though the first may still answer: once it has taken
 * longer than most requests of its version do.
 *
 * @param enabled whether it is at all
 * @param figures how long requests take
 * @param scheduler has the thread on which second replicas are asked
 */
public record Hedging(boolean enabled, RequestFigures figures, LoopScheduler scheduler) {
  private static final double MOST = 0.95;
  private static final int LEAST_REQUESTS = 100;

  /** Below this a second request costs more than it saves. */
  private static final long SHORTEST_NANOS = 1_000_000;

  /** Nanoseconds to wait for the first replica; 0 where it is the only one to be asked. */
  long patience(InferenceRequest request, ServedVersion version) {
    if (!enabled
        || version.partitions().getFirst().size() < 2
        || SequenceStep.of(request.header()) != null) {
      return 0;
    }
    long most = figures.latency(version.id().model(), version.id().version(), MOST, LEAST_REQUESTS);
    return most == 0 ? 0 : Math.max(most, SHORTEST_NANOS);
  }

  void after(long nanos, Runnable task) {
    scheduler.schedule(Duration.ofNanos(nanos), task);
  }
}
