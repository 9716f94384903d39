package io.gyre.inference.request;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the client of one request has gone away. Listeners run once, on the thread that cancels.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>(1);
  private volatile boolean cancelled;

  public boolean isCancelled() {
    return cancelled;
  }

  /** Marks the request as cancelled; again is no different from once. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (listeners) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = List.copyOf(listeners);
      listeners.clear();
    }
    toRun.forEach(Runnable::run);
  }

  /** Runs {@code listener} at the cancellation, or at once where that is past. */
  public void onCancel(Runnable listener) {
    synchronized (listeners) {
      if (!cancelled) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }
}
