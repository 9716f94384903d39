package io.gyre.worker.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own threads: one that decides, one that reads the repository, and a few that load, so
 * that none of the three waits for another. Those that read and load give way to those that serve,
 * but for loads that start threads which are to serve.
 */
final class WorkerThreads {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThreads.class);

  private final ScheduledThreadPoolExecutor control;
  private final ScheduledThreadPoolExecutor repository;
  private final ExecutorService loading;
  private final ExecutorService startingThreads;
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * @param loads how many loads may run at one time
   */
  WorkerThreads(int loads) {
    Niceness reads = new Niceness(5);
    Niceness opens = new Niceness(10);
    control = single(named("gyre-control"));
    repository = single(work -> named("gyre-repository").newThread(reads.giveWay(work)));
    ThreadFactory named = Thread.ofPlatform().daemon().name("gyre-load-", 0).factory();
    loading = Executors.newFixedThreadPool(loads, work -> named.newThread(opens.giveWay(work)));
    startingThreads =
        Executors.newFixedThreadPool(
            loads, Thread.ofPlatform().daemon().name("gyre-load-own-", 0).factory());
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  private static ScheduledThreadPoolExecutor single(ThreadFactory threads) {
    return new ScheduledThreadPoolExecutor(1, threads, new ThreadPoolExecutor.DiscardPolicy());
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

  /**
   * Runs a load once a thread is free.
   *
   * @param startsThreads whether it starts threads that are to serve
   */
  void load(boolean startsThreads, Runnable task) {
    (startsThreads ? startingThreads : loading).execute(guarded(task));
  }

  /** Has a thread that loads do nothing for a while, or until loading ends. */
  void rest(Duration time) {
    try {
      boolean _ = ending.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends reading and loading. Loads that have begun are waited for.
   *
   * @return whether they ended in time
   */
  boolean stopLoading(Duration atMost) {
    ending.countDown();
    repository.shutdownNow();
    loading.shutdown();
    startingThreads.shutdown();
    long end = System.nanoTime() + atMost.toNanos();
    try {
      return loading.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)
          && startingThreads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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
