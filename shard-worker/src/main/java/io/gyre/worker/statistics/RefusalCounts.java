package io.gyre.worker.statistics;

import io.gyre.inference.response.Refusal.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Refused requests by reason, and the time that they took. Safe for use by many threads. */
final class RefusalCounts {
  private static final Reason[] REASONS = Reason.values();

  private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);
  private final AtomicLongArray nanos = new AtomicLongArray(REASONS.length);

  void add(Reason reason, long took) {
    nanos.addAndGet(reason.ordinal(), took);
    counts.incrementAndGet(reason.ordinal());
  }

  /** The reasons that there were. */
  Map<Reason, DurationTotal> totals() {
    Map<Reason, DurationTotal> totals = new EnumMap<>(Reason.class);
    for (Reason reason : REASONS) {
      long count = counts.get(reason.ordinal());
      if (count > 0) {
        totals.put(reason, new DurationTotal(count, nanos.get(reason.ordinal())));
      }
    }
    return totals;
  }
}
