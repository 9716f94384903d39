package io.gyre.bench.loadtest;

import io.netty.channel.EventLoop;
import java.util.PrimitiveIterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The known times, carried out on an event loop, which is the only thread to call this. */
final class Rehearsal {
  private static final long OVERSLEEP_NANOS = 200_000;

  private final KnownTimes times;
  private final EventLoop loop;
  private PrimitiveIterator.OfLong services;
  private @Nullable Long start;
  private int round;

  Rehearsal(KnownTimes times, EventLoop loop) {
    this.times = times;
    this.loop = loop;
    this.services = times.serviceTimes();
  }

  /** Begins anew: the next request is the first. */
  void restart() {
    services = times.serviceTimes();
    start = null;
    round++;
  }

  /** Serves the next request: calls {@code answer} when its time is over. */
  void serve(Runnable answer) {
    if (start == null) {
      start = System.nanoTime();
      int thisRound = round;
      after(
          times.stallFrom(),
          () -> {
            if (round == thisRound) {
              stall();
            }
          });
    }
    after(services.nextLong(), answer);
  }

  private void after(long nanos, Runnable task) {
    var unused = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private void stall() {
    if (start == null) {
      return;
    }
    long end = start + times.stallTo();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      if (left > OVERSLEEP_NANOS) {
        LockSupport.parkNanos(left - OVERSLEEP_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
