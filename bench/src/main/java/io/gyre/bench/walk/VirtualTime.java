package io.gyre.bench.walk;

import io.gyre.router.control.LoopScheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The one clock of a walk, and the tasks that fall due as it moves on. */
final class VirtualTime {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
  private long now;
  private long number;

  private record Task(long due, long number, Scheduler owner, Runnable work) {}

  /** Nanoseconds since the walk began. */
  long now() {
    return now;
  }

  /** The thread of one control loop. */
  LoopScheduler scheduler() {
    return new Scheduler();
  }

  /** Runs what is due, and what that makes due. */
  void runDue() {
    advance(Duration.ZERO);
  }

  /** Moves on, and runs on the way what falls due, in order. */
  void advance(Duration time) {
    long until = now + time.toNanos();
    while (!tasks.isEmpty() && tasks.element().due() <= until) {
      Task next = tasks.remove();
      now = Math.max(now, next.due());
      if (!next.owner().closed) {
        next.work().run();
      }
    }
    now = until;
  }

  private final class Scheduler implements LoopScheduler {
    private boolean closed;

    @Override
    public long now() {
      return now;
    }

    @Override
    public void execute(Runnable task) {
      schedule(Duration.ZERO, task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      if (!closed) {
        tasks.add(new Task(now + delay.toNanos(), number++, this, task));
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
