package io.gyre.loadtest.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A meter of what its thread takes from the machine. */
final class ThreadMeter {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private ThreadUse begun = new ThreadUse(0, 0, 0);
  private ThreadUse use = begun;
  private boolean running;

  /** Starts the meter, on the thread to be measured. */
  void begin() {
    begun = now();
    running = true;
  }

  /** Stops the meter where it runs, on the same thread. */
  void end() {
    if (running) {
      running = false;
      ThreadUse ended = now();
      use =
          new ThreadUse(
              ended.wallNanos() - begun.wallNanos(),
              ended.cpuNanos() - begun.cpuNanos(),
              ended.allocatedBytes() - begun.allocatedBytes());
    }
  }

  /** What was taken between begin and end. */
  ThreadUse use() {
    return use;
  }

  private ThreadUse now() {
    return new ThreadUse(
        System.nanoTime(),
        threads.getCurrentThreadCpuTime(),
        threads.getCurrentThreadAllocatedBytes());
  }
}
