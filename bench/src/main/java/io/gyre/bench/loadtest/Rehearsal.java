package io.gyre.bench.loadtest;

import io.netty.channel.EventLoop;
import java.util.PrimitiveIterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The known times, carried out on an event loop, which is the only thread to call this. */
final class Rehearsal {
  private static final long OVERSLEEP_NANOS = 200_000;

  private final KnownTimes times;
  private final Supplier<PrimitiveIterator.OfLong> schedule;
  private final EventLoop loop;
  private PrimitiveIterator.OfLong services;
  private PrimitiveIterator.OfLong intended;
  private StartEstimate start = new StartEstimate();
  private boolean stallsPlanned;
  private int round;

  /**
   * @param schedule when requests are meant to leave, from the first on, so that each is served
   *     from then, whenever it comes; empty to serve each from when it comes
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
    start = new StartEstimate();
    stallsPlanned = false;
    round++;
  }

  /** Serves the next request: calls {@code answer} when its time is over. */
  void serve(Runnable answer) {
    long now = System.nanoTime();
    long service = services.nextLong();
    if (!intended.hasNext()) {
      planStalls(now);
      at(now + service, answer);
      return;
    }
    long meant = intended.nextLong();
    long began = start.after(now, meant);
    if (start.isFinal()) {
      planStalls(began);
    }
    at(began + times.end(meant, service), answer);
  }

  private void planStalls(long began) {
    if (!stallsPlanned) {
      stallsPlanned = true;
      planStall(began, round);
    }
  }

  /** Plans the first stall after {@code began}, and at its end the next one of that round. */
  private void planStall(long began, int thisRound) {
    at(
        began + times.stallFrom(),
        () -> {
          if (round == thisRound) {
            sleepUntil(began + times.stallTo());
            planStall(began + times.stallEvery(), thisRound);
          }
        });
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
