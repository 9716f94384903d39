package io.gyre.inference.grpc;

import io.gyre.inference.loop.LoopTasks;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops of a server whose calls run on them: a call's answer returns to the loop that its
 * request came from.
 */
public final class CallLoops {
  private final Loop[] loops;

  public CallLoops(EventExecutorGroup group) {
    List<Loop> all = new ArrayList<>();
    group.forEach(executor -> all.add(new Loop(executor)));
    loops = all.toArray(Loop[]::new);
  }

  /**
   * The loop that this thread is.
   *
   * @throws IllegalStateException on any other thread
   */
  public Loop current() {
    for (Loop candidate : loops) {
      if (candidate.executor.inEventLoop()) {
        return candidate;
      }
    }
    throw new IllegalStateException("not on one of the server's event loops");
  }

  /**
   * One event loop. Whatever happens to a call happens on its loop, so that a call needs no locks.
   */
  public static final class Loop {
    private final EventExecutor executor;
    private final LoopTasks tasks;

    private Loop(EventExecutor executor) {
      this.executor = executor;
      this.tasks = new LoopTasks(executor, () -> {});
    }

    /** A way of its own to the loop, which says when the tasks at hand are done. */
    public LoopTasks tasks(Runnable afterwards) {
      return new LoopTasks(executor, afterwards);
    }

    /** Runs {@code task} on the loop: now where this is its thread. */
    public void run(Runnable task) {
      if (executor.inEventLoop()) {
        task.run();
      } else {
        tasks.execute(task);
      }
    }
  }
}
