package io.gyre.router.table;

/**
 * How often a replica has failed without an answer between, and for how long it is left out for it.
 * Concurrent calls may lose one another's count, which a rule of thumb can bear.
 */
final class FailureStreak {
  private static final int MOST_FAILURES = 5;
  private static final long FIRST_PAUSE_NANOS = 5_000_000_000L;
  private static final int MOST_DOUBLINGS = 4;

  private volatile int failures;
  private volatile int ejections;
  private volatile boolean ejected;
  private volatile long until;

  void answered() {
    if (failures != 0) {
      failures = 0;
      ejections = 0;
      ejected = false;
    }
  }

  /** One failure more; after several the replica is left out, each time for twice as long. */
  void failed(long now) {
    int count = failures + 1;
    failures = count;
    if (count >= MOST_FAILURES && !isEjected(now)) {
      int before = ejections;
      ejections = before + 1;
      until = now + (FIRST_PAUSE_NANOS << Math.min(before, MOST_DOUBLINGS));
      ejected = true;
    }
  }

  boolean isEjected(long now) {
    return ejected && now - until < 0;
  }

  long until() {
    return until;
  }
}
