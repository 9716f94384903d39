package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Wire;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One run of a load: its generators, each on its thread, and the look at them every second. */
public final class LoadRun {
  private static final long CONNECT_NANOS = 200_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final double SHORTEST_INTERVAL = 0.5;

  private final RunSettings settings;
  private final Wire wire;
  private final List<Request> requests;
  private final Consumer<Interval> watcher;
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Interval> intervals = new ArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private Measured total = Measured.nothing();
  private double lookedAt;
  private volatile long start;

  /**
   * @param requests what to send, in turn
   * @param watcher hears what each second brought
   */
  public LoadRun(
      RunSettings settings, Wire wire, List<Request> requests, Consumer<Interval> watcher) {
    this.settings = settings;
    this.wire = wire;
    this.requests = List.copyOf(requests);
    this.watcher = watcher;
    for (int i = 0; i < settings.threads(); i++) {
      recorders.add(new Recorder(settings.window()));
    }
  }

  /** Sends the load, and returns when its last request has ended. */
  public RunResult run() throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            settings.threads(), task -> new FastThreadLocalThread(task, "load-generator"));
    try {
      List<Future<?>> generators = new ArrayList<>();
      CountDownLatch ready = new CountDownLatch(settings.threads());
      for (int i = 0; i < settings.threads(); i++) {
        int index = i;
        generators.add(threads.submit(() -> generate(index, ready)));
      }
      await(ready, generators);
      start = System.nanoTime();
      started.countDown();
      for (Future<?> generator : generators) {
        watch(generator);
      }
      look();
    } finally {
      threads.shutdownNow();
    }
    ThreadUse use = new ThreadUse(0, 0, 0);
    for (Recorder recorder : recorders) {
      use = use.beside(recorder.use());
    }
    Verdict verdict = Verdict.of(total, settings.mostLagNanos());
    return new RunResult(settings.window(), total, intervals, use, verdict);
  }

  private void generate(int index, CountDownLatch ready) {
    boolean checked = requests.stream().anyMatch(r -> r.check() != AnswerCheck.NONE);
    try (Generator generator =
        new Generator(
            System::nanoTime,
            settings.pace(index),
            recorders.get(index),
            settings.timeoutNanos(),
            settings.slots(),
            requests,
            ends -> wire.open(checked, settings.connections(index), settings.slots(), ends))) {
      generator.prepare(CONNECT_NANOS);
      ready.countDown();
      started.await();
      generator.run(start);
    } catch (InterruptedException e) {
      // The run was called off: its result is wanted by no one.
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until every generator is ready, or one has failed. */
  private static void await(CountDownLatch ready, List<Future<?>> generators)
      throws InterruptedException {
    while (!ready.await(1, TimeUnit.SECONDS)) {
      for (Future<?> generator : generators) {
        if (generator.isDone()) {
          result(generator);
        }
      }
    }
  }

  /** Looks at the run every second until {@code generator} ends. */
  private void watch(Future<?> generator) throws InterruptedException {
    while (true) {
      try {
        long next = (long) ((Math.floor(lookedAt) + 1) * SECOND);
        generator.get(Math.max(0, start + next - System.nanoTime()), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        look();
      } catch (ExecutionException e) {
        throw failure(e);
      }
    }
  }

  private void look() {
    double now = (System.nanoTime() - start) / 1e9;
    Measured measured = Measured.nothing();
    for (Recorder recorder : recorders) {
      measured = measured.plus(recorder.take());
    }
    total = total.plus(measured);
    Interval interval = Interval.of(lookedAt, now, measured);
    intervals.add(interval);
    // What a run leaves of its last second is too short for a rate.
    if (now - lookedAt >= SHORTEST_INTERVAL) {
      watcher.accept(interval);
    }
    lookedAt = now;
  }

  private static void result(Future<?> generator) throws InterruptedException {
    try {
      generator.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(ExecutionException e) {
    return new IllegalStateException("a generator failed", e.getCause());
  }
}
