package io.gyre.router.trace;

import java.util.concurrent.atomic.AtomicLong;

/** Chooses which of many requests are traced. */
final class Sampler {
  private final TraceSettings settings;
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong left;

  Sampler(TraceSettings settings) {
    this.settings = settings;
    this.left = new AtomicLong(settings.count());
  }

  /** Whether the request that asks is the one in so many, and the last has not been taken. */
  boolean takes() {
    if (!settings.timestamps() || seen.incrementAndGet() % settings.rate() != 0) {
      return false;
    }
    return settings.count() < 0 || left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  /** The settings with the count of traces that are still to be taken. */
  TraceSettings settings() {
    return settings.withCount(left.get());
  }

  /** Whether it samples as {@code other} says. */
  boolean follows(TraceSettings other) {
    return settings.equals(other);
  }
}
