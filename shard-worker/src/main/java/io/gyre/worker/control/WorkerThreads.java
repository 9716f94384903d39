package io.gyre.worker.control;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own threads: one that decides, one that reads the repository, and a few that load, so
 * that none of the three waits for another.
 */
final class WorkerThreads {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThreads.class);

  private final ScheduledThreadPoolExecutor control = single("gyre-control");
  private final ScheduledThreadPoolExecutor repository = single("gyre-repository");
  private final ExecutorService loading;

  /**
   * @param loads how many loads may run at one time
   */
  WorkerThreads(int loads) {
    loading =
        Executors.newFixedThreadPool(
            loads, Thread.ofPlatform().daemon().name("gyre-load-", 0).factory());
  }

  private static ScheduledThreadPoolExecutor single(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        Thread.ofPlatform().daemon().name(name).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Runs an event on the control thread, after those before it; not after {@link #stopControl}. */
  void control(Runnable event) {
    control.execute(guarded(event));
  }

  /** Runs an event on the control thread again and again, that long after its last end. */
  void controlEvery(Duration pause, Runnable event) {
    var _ =
        control.scheduleWithFixedDelay(
            guarded(event), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task on the repository's thread after a while. */
  void repositoryAfter(Duration delay, Runnable task) {
    var _ = repository.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a load once a thread is free. */
  void load(Runnable task) {
    loading.execute(guarded(task));
  }

  /**
   * Ends reading and loading. Loads that have begun are waited for.
   *
   * @return whether they ended in time
   */
  boolean stopLoading(Duration atMost) {
    repository.shutdownNow();
    loading.shutdown();
    try {
      return loading.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void stopControl() {
    control.shutdownNow();
  }

  /** An executor keeps a task's defect to itself, and repeats the task no more. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A task of the worker failed", e);
      }
    };
  }
}
