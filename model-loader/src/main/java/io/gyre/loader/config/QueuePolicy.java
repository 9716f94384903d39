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
}
