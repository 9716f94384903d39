package io.gyre.router.table;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Count of the requests that rely on something, which can be sealed against new ones and then says
 * when the last has gone.
 *
 * <p>The count is striped by thread. A request gives back the stripe that it took, so no stripe is
 * ever below zero, and after the seal none grows: a pass that reads zero from each has seen the
 * end, although it reads them one after the other.
 */
public final class Pins {
  /** What {@link #pin()} returns once sealed. */
  public static final int SEALED = -1;

  private static final int STRIPES =
      Integer.highestOneBit(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));

  /** Ints from one stripe to the next, so that each has a cache line to itself. */
  private static final int SPACING = 16;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(STRIPES * SPACING);
  private volatile boolean sealed;
  private Runnable onDrained = () -> {};

  /** Adds a request; the result is its receipt for {@link #unpin}, or {@link #SEALED}. */
  public int pin() {
    int stripe = ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * SPACING;
    counts.getAndIncrement(stripe);
    // After the increment: either the sealer's pass sees it, or this read sees the seal.
    if (sealed) {
      unpin(stripe);
      return SEALED;
    }
    return stripe;
  }

  /** Takes a request off, on any thread. */
  public void unpin(int receipt) {
    counts.getAndDecrement(receipt);
    if (sealed && isDrained()) {
      onDrained.run();
    }
  }

  /**
   * Lets no further request in. To be called once.
   *
   * @param onDrained runs when the last pinned request goes, on its thread, possibly more than once
   * @return whether there is no pinned request already
   */
  public boolean seal(Runnable onDrained) {
    this.onDrained = onDrained;
    sealed = true;
    return isDrained();
  }

  /** Whether no request is pinned; once sealed, this stays so. */
  public boolean isDrained() {
    for (int stripe = 0; stripe < counts.length(); stripe += SPACING) {
      if (counts.get(stripe) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Requests pinned, exact only while nothing moves. */
  public int count() {
    int sum = 0;
    for (int stripe = 0; stripe < counts.length(); stripe += SPACING) {
      sum += counts.get(stripe);
    }
    return sum;
  }
}
