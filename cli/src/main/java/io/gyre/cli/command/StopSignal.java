package io.gyre.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * The wish to stop, by Ctrl-C or SIGTERM, or by whoever asks a worker to drain. The first is waited
 * for here; a signal after it ends the process at once.
 */
final class StopSignal {
  private final CountDownLatch stopped = new CountDownLatch(1);

  private StopSignal() {}

  /** Takes the signals over: a shutdown hook would run beside the library's own, in no order. */
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), stop::received);
    }
    return stop;
  }

  /** Stops as the first signal does. */
  void stop() {
    stopped.countDown();
  }

  private void received(Signal signal) {
    if (stopped.getCount() == 0) {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
    stopped.countDown();
  }

  void await() throws InterruptedException {
    stopped.await();
  }

  /** Waits for at most {@code time}; true where the signal has come. */
  boolean await(Duration time) throws InterruptedException {
    return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
