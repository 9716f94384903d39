package io.gyre.loadtest.run;

/**
 * The requests under way, each in a slot, in the order of their intended send times. A list linked
 * through arrays: no request costs an allocation.
 */
final class InFlight {
  private static final int END = -1;

  private final long[] intended;
  private final int[] previous;
  private final int[] next;
  private int firstFree;
  private int oldest = END;
  private int newest = END;
  private int size;

  /**
   * @param slots how many requests there is room for
   */
  InFlight(int slots) {
    intended = new long[slots];
    previous = new int[slots];
    next = new int[slots];
    for (int i = 0; i < slots; i++) {
      next[i] = i + 1 < slots ? i + 1 : END;
    }
  }

  int size() {
    return size;
  }

  boolean hasRoom() {
    return firstFree != END;
  }

  /** Takes a slot for a request, whose intended send time is not before that of any other. */
  int add(long intendedNanos) {
    int slot = firstFree;
    firstFree = next[slot];
    intended[slot] = intendedNanos;
    previous[slot] = newest;
    next[slot] = END;
    if (newest == END) {
      oldest = slot;
    } else {
      next[newest] = slot;
    }
    newest = slot;
    size++;
    return slot;
  }

  /** Frees a slot; returns when its request was meant to leave. */
  long remove(int slot) {
    int before = previous[slot];
    int after = next[slot];
    if (before == END) {
      oldest = after;
    } else {
      next[before] = after;
    }
    if (after == END) {
      newest = before;
    } else {
      previous[after] = before;
    }
    next[slot] = firstFree;
    firstFree = slot;
    size--;
    return intended[slot];
  }

  /** Slot of the oldest request; only where there is one. */
  int oldest() {
    return oldest;
  }

  /** When the oldest request was meant to leave; only where there is one. */
  long oldestIntended() {
    return intended[oldest];
  }
}
