package io.gyre.worker.execution;

import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.queue.TakenBatch;
import io.gyre.worker.queue.Waiter;
import java.util.function.LongSupplier;

/**
 * One executor of a replica: the loop of the thread that takes batches from the unit's queue and
 * runs them.
 */
final class Instance implements Runnable {
  private final RequestQueue queue;
  private final BatchRunner runner;
  private final Staging staging;
  private final LongSupplier nanoTime;
  private final Runnable ended;

  /**
   * @param staging the instance's own, released at its end
   * @param ended runs last
   */
  Instance(
      RequestQueue queue,
      BatchRunner runner,
      Staging staging,
      LongSupplier nanoTime,
      Runnable ended) {
    this.queue = queue;
    this.runner = runner;
    this.staging = staging;
    this.nanoTime = nanoTime;
    this.ended = ended;
  }

  @Override
  public void run() {
    Waiter waiter = queue.newWaiter();
    TakenBatch taken = new TakenBatch();
    try {
      while (queue.take(waiter, taken)) {
        long started = nanoTime.getAsLong();
        runner.run(taken.requests());
        queue.ran(taken, nanoTime.getAsLong() - started);
        taken.clear();
      }
    } finally {
      staging.close();
      ended.run();
    }
  }
}
