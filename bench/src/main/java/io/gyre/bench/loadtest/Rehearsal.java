package io.gyre.bench.loadtest;

import io.netty.channel.EventLoop;
import java.util.PrimitiveIterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The known times, carried out on an event loop, which is the only thread to call this. */
final class Rehearsal {
  private static final long OVERSLEEP_NANOS = 200_000;

  private final KnownTimes times;
  private final Supplier<PrimitiveIterator.OfLong> schedule;
  private final EventLoop loop;
  private PrimitiveIterator.OfLong services;
  private PrimitiveIterator.OfLong intended;
  private @Nullable Long start;
  private int round;

  /**
   * @param schedule when requests are meant to come, from the first on; empty where that depends on
   *     the answers
   */
  Rehearsal(KnownTimes times, Supplier<PrimitiveIterator.OfLong> schedule, EventLoop loop) {
    this.times = times;
    this.schedule = schedule;
    this.loop = loop;
    this.services = times.serviceTimes();
    this.intended = schedule.get();
  }

  /** Begins anew: the next request is the first. */
  void restart() {
    services = times.serviceTimes();
    intended = schedule.get();
    start = null;
    round++;
  }

  /** Serves the next request: calls {@code answer} when its time is over. */
  void serve(Runnable answer) {
    long started = started();
    long read = System.nanoTime() - started;
    // What came during the stall is read after it, one by one: that is not to count as service.
    boolean cameInStall = intended.hasNext() && times.isStalled(intended.nextLong());
    long from = cameInStall ? times.stallTo() : read;
    at(started + from + services.nextLong(), answer);
  }

  private long started() {
    Long known = start;
    if (known != null) {
      return known;
    }
    long now = System.nanoTime();
    start = now;
    int thisRound = round;
    at(
        now + times.stallFrom(),
        () -> {
          if (round == thisRound) {
            sleepUntil(now + times.stallTo());
          }
        });
    return now;
  }

  /** Runs {@code task} at {@code nanos}, to some microseconds: timers alone are later. */
  private void at(long nanos, Runnable task) {
    var unused =
        loop.schedule(
            () -> {
              sleepUntil(nanos);
              task.run();
            },
            nanos - System.nanoTime() - OVERSLEEP_NANOS,
            TimeUnit.NANOSECONDS);
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      if (left > OVERSLEEP_NANOS) {
        LockSupport.parkNanos(left - OVERSLEEP_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
