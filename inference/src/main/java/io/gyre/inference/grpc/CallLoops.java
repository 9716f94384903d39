package io.gyre.inference.grpc;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.RejectedExecutionException;

/**
 * The event loops of a server whose calls run on them: a call's answer returns to the loop that its
 * request came from.
 */
public final class CallLoops {
  private final EventExecutorGroup group;

  public CallLoops(EventExecutorGroup group) {
    this.group = group;
  }

  /**
   * The loop that this thread is.
   *
   * @throws IllegalStateException on any other thread
   */
  public Loop current() {
    for (EventExecutor candidate : group) {
      if (candidate.inEventLoop()) {
        return new Loop(candidate);
      }
    }
    throw new IllegalStateException("not on one of the server's event loops");
  }

  /**
   * One event loop. Whatever happens to a call happens on its loop, so that a call needs no locks.
   */
  public record Loop(EventExecutor executor) {
    /** Runs {@code task} on the loop: now where this is its thread. */
    public void run(Runnable task) {
      if (executor.inEventLoop()) {
        task.run();
        return;
      }
      try {
        executor.execute(task);
      } catch (RejectedExecutionException _) {
        task.run(); // the loop has ended, and with it its calls: what is left is to release memory
      }
    }
  }
}
