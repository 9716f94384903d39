package io.gyre.worker.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Where one instance's thread sleeps while nothing is queued. */
public final class Waiter {
  private final Thread thread;
  private final AtomicBoolean parked = new AtomicBoolean();

  Waiter(Thread thread) {
    this.thread = thread;
  }

  /** Says that the thread is about to sleep, so that it must be woken from now on. */
  void prepare() {
    parked.set(true);
  }

  void finish() {
    parked.set(false);
  }

  boolean isParked() {
    return parked.get();
  }

  /** Wakes the thread where it sleeps; false where it doesn't, or another caller has woken it. */
  boolean wake() {
    if (parked.get() && parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
      return true;
    }
    return false;
  }
}
