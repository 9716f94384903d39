package io.gyre.router.control;

import java.time.Duration;

/**
 * The one thread of a control loop, and its clock. Tasks never overlap and run in the order in
 * which they fall due.
 */
public interface LoopScheduler extends AutoCloseable {
  /** Nanoseconds on a monotonic clock. */
  long now();

  /** Runs {@code task} after those already due. After {@link #close()} it doesn't run. */
  void execute(Runnable task);

  /** Runs {@code task} after {@code delay}. After {@link #close()} it doesn't run. */
  void schedule(Duration delay, Runnable task);

  /** Drops what has not begun. */
  @Override
  void close();
}
