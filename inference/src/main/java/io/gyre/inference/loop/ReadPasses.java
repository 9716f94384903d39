package io.gyre.inference.loop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The read passes of a group of event loops. What every request of a pass would do, such as waking
 * an instance, is done once at the end of the pass: so the instance finds all of the pass's
 * requests and makes one batch of them.
 */
public final class ReadPasses {
  /** Those of no event loop: everything is done at once. */
  public static final ReadPasses NONE = new ReadPasses(List.of());

  private final Pass[] passes;

  private ReadPasses(List<Pass> passes) {
    this.passes = passes.toArray(Pass[]::new);
  }

  /** The read passes of these event loops. */
  public static ReadPasses of(EventExecutorGroup loops) {
    List<Pass> passes = new ArrayList<>();
    loops.forEach(loop -> passes.add(new Pass(loop)));
    return new ReadPasses(passes);
  }

  /**
   * Runs {@code task} once at the end of the read pass that this thread is in, however often that
   * was asked for; at once on a thread that is none of the loops.
   */
  public void atEnd(Runnable task) {
    for (Pass pass : passes) {
      if (pass.loop.inEventLoop()) {
        pass.add(task);
        return;
      }
    }
    task.run();
  }

  /** One loop's pass. A loop runs its tasks after it has read from every channel that is ready. */
  private static final class Pass implements Runnable {
    private final EventExecutor loop;
    private final List<Runnable> tasks = new ArrayList<>();

    Pass(EventExecutor loop) {
      this.loop = loop;
    }

    void add(Runnable task) {
      if (tasks.contains(task)) {
        return;
      }
      if (tasks.isEmpty()) {
        try {
          loop.execute(this);
        } catch (RejectedExecutionException _) {
          task.run(); // the loop is ending: there are no more passes
          return;
        }
      }
      tasks.add(task);
    }

    @Override
    public void run() {
      List<Runnable> due = List.copyOf(tasks);
      tasks.clear();
      due.forEach(Runnable::run);
    }
  }
}
