package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What one generator measures. The generator's thread writes; another takes intervals now and then.
 *
 * <p>Requests belong to the measurement by the time at which they were meant to leave.
 */
final class Recorder {
  private static final int DIGITS = 3;

  private final Window window;
  private final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);
  private final SingleWriterRecorder sendLag = new SingleWriterRecorder(DIGITS);
  private final LongAdder scheduled = new LongAdder();
  private final LongAdder answeredInWindow = new LongAdder();
  private final Map<Failure, FailureCount> failures = new ConcurrentHashMap<>();
  private final ThreadMeter meter = new ThreadMeter();
  private boolean measuring;

  Recorder(Window window) {
    this.window = window;
  }

  /** Says what time it is on the generator's thread, which turns its meters on and off. */
  void passed(long now) {
    if (!measuring && now >= window.fromNanos()) {
      measuring = true;
      meter.begin();
    }
    if (now >= window.toNanos()) {
      meter.end();
    }
  }

  /** Ends the measurement, on the generator's thread. */
  void finish() {
    meter.end();
  }

  /**
   * A request left.
   *
   * @param lagNanos how late, for a reason of the generator's own
   */
  void sent(long intended, long lagNanos) {
    if (window.holds(intended)) {
      scheduled.increment();
      sendLag.recordValue(lagNanos);
    }
  }

  void answered(long intended, long now) {
    if (window.holds(intended)) {
      latency.recordValue(Math.max(0, now - intended));
    }
    if (window.holds(now)) {
      answeredInWindow.increment();
    }
  }

  void failed(long intended, long now, Failure failure, String detail) {
    if (window.holds(intended)) {
      failures.merge(failure, new FailureCount(1, detail), FailureCount::plus);
    }
  }

  /** What was measured since the last call; for any thread, but one at a time. */
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
        answeredInWindow.sumThenReset(),
        taken);
  }

  /** What the generator's thread used while it measured; to be asked once its run is over. */
  ThreadUse use() {
    return meter.use();
  }
}
