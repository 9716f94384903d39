package io.gyre.loader.config;

import java.time.Duration;

/**
 * What requests may do while they wait.
 *
 * @param delayOnTimeout whether a request that waited too long is put last, and not refused
 * @param defaultTimeout how long a request may wait; zero for ever
 * @param allowTimeoutOverride whether a request may shorten that
 * @param maxSize how many may wait; 0 for any number
 */
public record QueuePolicy(
    boolean delayOnTimeout, Duration defaultTimeout, boolean allowTimeoutOverride, long maxSize) {
  /** No limits. */
  public static final QueuePolicy UNLIMITED = new QueuePolicy(false, Duration.ZERO, false, 0);

  /**
   * How many nanoseconds a request may wait that asks for {@code askedMicros} and 0 where it asks
   * for nothing; 0 for ever. Requests can shorten a wait, never lengthen it.
   */
  public long timeoutNanos(long askedMicros) {
    long limit = defaultTimeout.toNanos();
    if (!allowTimeoutOverride || askedMicros <= 0) {
      return limit;
    }
    long asked = askedMicros > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : askedMicros * 1000;
    return limit == 0 ? asked : Math.min(limit, asked);
  }
}
