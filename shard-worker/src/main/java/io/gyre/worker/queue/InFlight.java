package io.gyre.worker.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Count of the requests that a unit has accepted and not answered, and the gate that ends
 * accepting.
 */
public final class InFlight {
  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean closed;

  /** Counts one request more; false after {@link #close()}. */
  public boolean tryBegin() {
    count.incrementAndGet();
    if (closed) {
      end();
      return false;
    }
    return true;
  }

  /** Counts one answered. */
  public void end() {
    if (count.decrementAndGet() == 0 && closed) {
      idle.complete(null);
    }
  }

  public int count() {
    return count.get();
  }

  /** Accepts nothing more. The result is complete once everything accepted is answered. */
  public CompletionStage<Void> close() {
    closed = true;
    if (count.get() == 0) {
      idle.complete(null);
    }
    return idle;
  }
}
