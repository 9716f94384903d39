package io.gyre.worker.control;

import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.warmup.WarmUpSettings;
import java.time.Duration;

/**
 * What an operator may set of a worker.
 *
 * @param worker the worker's identity, unique in the cluster
 * @param pollInterval how often the repository is read
 * @param leaseGrace how long a router's leases outlive its control stream
 * @param reannounceAfter how long a RETIRING unit that only some routers released waits before it
 *     is announced anew
 * @param retryBackoff wait before a load that failed through no fault of its files is tried again;
 *     doubles each time
 * @param loadingThreads loads at one time
 * @param memoryBytes native memory that units may keep together, answers under way not counted
 * @param queueing what holds for the queue of each unit
 * @param responseCacheBytes most bytes of all cached responses together; 0 for no cache
 * @param warmUp the first runs of each unit
 * @param demandInterval how often is looked whether replicas are busy
 */
public record WorkerSettings(
    String worker,
    Duration pollInterval,
    Duration leaseGrace,
    Duration reannounceAfter,
    Duration retryBackoff,
    int loadingThreads,
    long memoryBytes,
    QueueSettings queueing,
    long responseCacheBytes,
    WarmUpSettings warmUp,
    Duration demandInterval) {
  /** The settings that hold where an operator says nothing. */
  public static WorkerSettings defaults(String worker) {
    return new WorkerSettings(
        worker,
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        2,
        Long.MAX_VALUE,
        QueueSettings.DEFAULTS,
        64L << 20,
        WarmUpSettings.DEFAULT,
        Duration.ofSeconds(10));
  }

  public WorkerSettings {
    if (loadingThreads < 1) {
      throw new IllegalArgumentException("loadingThreads is " + loadingThreads + ", not positive");
    }
  }
}
