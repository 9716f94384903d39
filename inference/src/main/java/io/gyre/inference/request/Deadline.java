package io.gyre.inference.request;

/**
 * The moment after which nobody waits for an answer, on the clock of {@link System#nanoTime()}.
 *
 * @param nanoTime the moment; meaningless where {@code set} is false
 * @param set whether there is one
 */
public record Deadline(long nanoTime, boolean set) {
  /** No deadline. */
  public static final Deadline NONE = new Deadline(0, false);

  /** The moment {@code nanos} after {@code now}. */
  public static Deadline after(long now, long nanos) {
    return new Deadline(now + nanos, true);
  }

  /** Whether the moment is over at {@code now}. */
  public boolean isPast(long now) {
    return set && now - nanoTime >= 0;
  }

  /**
   * Nanoseconds left at {@code now}: negative where past, {@link Long#MAX_VALUE} without a
   * deadline.
   */
  public long remaining(long now) {
    return set ? nanoTime - now : Long.MAX_VALUE;
  }

  /** The one that comes first. */
  public Deadline earlier(Deadline other) {
    return !other.set || (set && nanoTime - other.nanoTime <= 0) ? this : other;
  }
}
