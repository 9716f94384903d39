package io.gyre.bench.walk;

import java.time.Duration;
import java.util.Random;

/**
 * The size of a walk's cluster.
 *
 * @param replicas of each model without demand
 * @param memoryBytes memory of each worker
 * @param fileBytes size of a version's files
 */
record WalkShape(
    int models, int workers, int routers, int replicas, long memoryBytes, long fileBytes) {
  /** What a worker has beside what is placed there. */
  static final long STAGING_BYTES = 1 << 10;

  /** Requests, and the news that a connection is broken, are on their way no longer. */
  static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private static final long FILE_BYTES = 100_000;

  /** What demand may bring a model to; where they don't all fit, as many as do. */
  int mostReplicas() {
    return Math.max(replicas, Math.min(3, workers));
  }

  /** Any small cluster; in a third of them, memory is as tight as it can be. */
  static WalkShape any(Random random) {
    int workers = 1 + random.nextInt(4);
    int models = 1 + random.nextInt(3);
    int replicas = 1 + random.nextInt(Math.min(2, workers));
    int routers = 1 + random.nextInt(3);
    int share = (models * replicas + workers - 1) / workers;
    // One more than it hosts, to swap; then a few more, or as many as there may be.
    int places = share + 1 + new int[] {0, 2, 1_000}[random.nextInt(3)];
    long held = FILE_BYTES * 5 / 4;
    return new WalkShape(models, workers, routers, replicas, places * held, FILE_BYTES);
  }
}
