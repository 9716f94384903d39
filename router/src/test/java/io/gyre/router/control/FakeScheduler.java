package io.gyre.router.control;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A scheduler without a thread, on a clock that a test moves. */
public final class FakeScheduler implements LoopScheduler {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
  private long now;
  private long number;

  @Override
  public long now() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(new Task(now, number++, task));
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    tasks.add(new Task(now + delay.toNanos(), number++, task));
  }

  /** Runs what is due, and what that makes due. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Runs what falls due within {@code time}, in order. */
  public void advance(Duration time) {
    long until = now + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().due() <= until) {
      Task next = tasks.remove();
      now = next.due();
      next.task().run();
    }
    now = until;
  }

  @Override
  public void close() {
    tasks.clear();
  }

  private record Task(long due, long number, Runnable task) {}
}
