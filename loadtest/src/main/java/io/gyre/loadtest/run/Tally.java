package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.SingleWriterRecorder;

/** What one generator counts of one model. One thread writes; another takes now and then. */
final class Tally {
  private static final int DIGITS = 3;

  private final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);
  private final SingleWriterRecorder sendLag = new SingleWriterRecorder(DIGITS);
  private final LongAdder scheduled = new LongAdder();
  private final LongAdder answeredInTime = new LongAdder();
  private final Map<Failure, FailureCount> failures = new ConcurrentHashMap<>();

  void sent(long lagNanos) {
    scheduled.increment();
    sendLag.recordValue(lagNanos);
  }

  void answered(long latencyNanos) {
    latency.recordValue(latencyNanos);
  }

  /** A good answer came before the load ended. */
  void answeredInTime() {
    answeredInTime.increment();
  }

  void failed(Failure failure, String detail) {
    failures.merge(failure, new FailureCount(1, detail), FailureCount::plus);
  }

  /** What was counted since the last call. */
  Measured take() {
    Map<Failure, FailureCount> taken = new HashMap<>();
    for (Failure failure : failures.keySet()) {
      FailureCount count = failures.remove(failure);
      if (count != null) {
        taken.put(failure, count);
      }
    }
    return new Measured(
        latency.getIntervalHistogram(),
        sendLag.getIntervalHistogram(),
        scheduled.sumThenReset(),
        answeredInTime.sumThenReset(),
        taken);
  }
}
