package io.gyre.loadtest.client;

import java.util.function.LongSupplier;

/** The pause after a connection failed, so that a dead server isn't flooded with attempts. */
public final class Reconnection {
  private static final long PAUSE_NANOS = 50_000_000;

  private final LongSupplier nanoClock;
  private long notBefore;

  /**
   * @param nanoClock monotonic time
   */
  public Reconnection(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.notBefore = nanoClock.getAsLong();
  }

  /** Begins a pause. */
  public void failed() {
    notBefore = nanoClock.getAsLong() + PAUSE_NANOS;
  }

  /** Nanoseconds until the next attempt; 0 or less where it may be made now. */
  public long pauseNanos() {
    return notBefore - nanoClock.getAsLong();
  }
}
