package io.gyre.inference.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks on their way to one event loop. However many arrive together, as the answers of a batch do,
 * the loop is woken once.
 */
public final class LoopTasks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTasks.class);

  private final Executor eventLoop;
  private final Runnable afterwards;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  /**
   * @param afterwards runs on the loop after the tasks at hand
   */
  public LoopTasks(Executor eventLoop, Runnable afterwards) {
    this.eventLoop = eventLoop;
    this.afterwards = afterwards;
  }

  /** Runs {@code task} on the event loop soon. For any thread. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!woken.get() && woken.compareAndSet(false, true)) {
      try {
        eventLoop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and with it its connections: what is left is to give memory back.
        LOG.debug("an answer came after the end of its event loop");
        drain();
      }
    }
  }

  private void drain() {
    woken.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        // One task's defect must not take the others with it.
        LOG.error("an answer was lost because of a defect", e);
      }
    }
    afterwards.run();
  }
}
