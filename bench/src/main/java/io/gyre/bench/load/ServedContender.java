package io.gyre.bench.load;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Window;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A server in a process of its own under closed-loop load, from the one thread of this contender.
 * Its processor time is the server's, without the load's.
 */
public final class ServedContender implements Contender, AutoCloseable {
  private static final Duration RUN_UP = Duration.ofMillis(50);

  private final String name;
  private final Supplier<Duration> cpu;
  private final ExecutorService thread;
  private final ClosedLoop loop;

  private ServedContender(
      String name, Supplier<Duration> cpu, ExecutorService thread, ClosedLoop loop) {
    this.name = name;
    this.cpu = cpu;
    this.thread = thread;
    this.loop = loop;
  }

  /**
   * Connects.
   *
   * @param loop made, and run, on the contender's thread
   * @param cpu processor time that the server has used for the answers
   */
  static ServedContender open(String name, Callable<ClosedLoop> loop, Supplier<Duration> cpu)
      throws InterruptedException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(task -> new FastThreadLocalThread(task, "load-" + name));
    try {
      return new ServedContender(name, cpu, thread, thread.submit(loop).get());
    } catch (ExecutionException e) {
      thread.shutdownNow();
      throw failure(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** Requests answered so far, also before and after what turns measured. */
  public long answered() throws InterruptedException {
    return onItsThread(loop::answered);
  }

  @Override
  public Window work(Duration length) throws InterruptedException {
    return onItsThread(() -> measure(length));
  }

  private <T> T onItsThread(Callable<T> task) throws InterruptedException {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private Window measure(Duration length) {
    loop.runUntil(System.nanoTime() + RUN_UP.toNanos());
    long answered = loop.answered();
    Duration used = cpu.get();
    long begin = System.nanoTime();
    loop.runUntil(begin + length.toNanos());
    long end = System.nanoTime();
    Duration spent = cpu.get().minus(used);
    Window window = Window.of(loop.answered() - answered, end - begin, spent.toNanos());
    loop.drain();
    return window;
  }

  @Override
  public void close() {
    try {
      thread.submit(loop::close).get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.shutdownNow();
    }
  }

  private static IllegalStateException failure(ExecutionException e) {
    return new IllegalStateException("the load on a server ended: " + e.getCause(), e.getCause());
  }
}
