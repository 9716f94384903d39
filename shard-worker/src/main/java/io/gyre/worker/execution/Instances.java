package io.gyre.worker.execution;

import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.statistics.UnitStatistics;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The instances of one loaded unit. The last one to end closes the model, so that no run can
 * follow.
 */
public final class Instances {
  private final LoadedUnit loaded;
  private final List<Staging> stagings = new ArrayList<>();
  private final AtomicInteger running;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private Instances(LoadedUnit loaded) {
    this.loaded = loaded;
    this.running = new AtomicInteger(loaded.configuration().instances());
  }

  /**
   * Starts as many instances as the configuration asks for. They end when {@code queue} is closed,
   * and then close the unit; where this throws, the unit stays the caller's to close.
   */
  public static Instances start(
      LoadedUnit loaded,
      RequestQueue queue,
      UnitStatistics statistics,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    Instances instances = new Instances(loaded);
    List<Thread> threads = new ArrayList<>();
    AnswerSplitter splitter = new AnswerSplitter(loaded.configuration());
    for (int n = 0; n < loaded.configuration().instances(); n++) {
      Staging staging = new Staging(loaded.configuration().runInputs(), allocator);
      BatchRunner runner =
          new BatchRunner(
              loaded.unit(),
              loaded.model(),
              staging,
              splitter,
              statistics,
              nanoTime,
              !loaded.configuration().isStateful());
      instances.stagings.add(staging);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("gyre-" + loaded.unit().model() + "-" + loaded.unit().version() + "-" + n)
              .unstarted(new Instance(queue, runner, staging, nanoTime, instances::instanceEnded)));
    }
    try {
      threads.forEach(Thread::start);
    } catch (Error e) { // the system has no thread left: those that run are to end
      queue.close();
      throw e;
    }
    return instances;
  }

  private void instanceEnded() {
    if (running.decrementAndGet() == 0) {
      loaded.close();
      closed.complete(null);
    }
  }

  /** Native memory that the instances hold to stage inputs, in bytes. */
  public long stagingBytes() {
    return stagings.stream().mapToLong(Staging::bytes).sum();
  }

  /** Complete once the model is closed. */
  public CompletionStage<Void> closed() {
    return closed;
  }
}
