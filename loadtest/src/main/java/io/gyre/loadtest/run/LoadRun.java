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
  private final Traffic traffic;
  private final Consumer<Interval> watcher;
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Interval> intervals = new ArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final List<Measured> totals = new ArrayList<>();
  private double lookedAt;
  private volatile long start;

  /**
   * @param traffic what to send
   * @param watcher hears what each second brought
   */
  public LoadRun(RunSettings settings, Wire wire, Traffic traffic, Consumer<Interval> watcher) {
    this.settings = settings;
    this.wire = wire;
    this.traffic = traffic;
    this.watcher = watcher;
    for (int i = 0; i < settings.threads(); i++) {
      recorders.add(new Recorder(settings.window(), traffic.models().size()));
    }
    traffic.models().forEach(model -> totals.add(Measured.nothing()));
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
    Measured total = Measured.sum(totals);
    Verdict verdict = Verdict.of(total, settings.mostLagNanos());
    return new RunResult(settings.window(), total, ofModels(), intervals, use, verdict);
  }

  private List<ModelResult> ofModels() {
    List<ModelResult> models = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      models.add(new ModelResult(traffic.models().get(i), totals.get(i)));
    }
    return models;
  }

  private void generate(int index, CountDownLatch ready) {
    try (Generator generator =
        new Generator(
            System::nanoTime,
            settings.pace(index),
            recorders.get(index),
            settings.timeoutNanos(),
            settings.slots(),
            traffic.source(index),
            ends ->
                wire.open(
                    traffic.isChecked(), settings.connections(index), settings.slots(), ends))) {
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
    List<Measured> second = new ArrayList<>();
    for (Recorder recorder : recorders) {
      List<Measured> models = recorder.take();
      second.addAll(models);
      for (int i = 0; i < models.size(); i++) {
        totals.set(i, totals.get(i).plus(models.get(i)));
      }
    }
    Measured measured = Measured.sum(second);
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
