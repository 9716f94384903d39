package io.gyre.worker.queue;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether one more request is let into a queue: a pure function of what waits there, and of
 * how long it is predicted to wait.
 *
 * <p>A request that nothing waits before is always let in. That keeps a large one possible, and has
 * a measurement that went wrong measured again.
 */
final class QueueAdmission {
  private static final long MILLISECOND = 1_000_000;
  private static final int RESERVE = 2;

  /** What to tell a client while nothing is measured. */
  private static final long UNKNOWN_WAIT = 1_000 * MILLISECOND;

  private final QueueSettings settings;
  private final long longestWait;

  QueueAdmission(QueueSettings settings) {
    this.settings = settings;
    this.longestWait = settings.longestWait().toNanos();
  }

  /**
   * What a request meets.
   *
   * @param requests requests that wait in its level
   * @param most how many may
   * @param rows rows that go before it
   * @param bytes bytes of all that wait
   * @param ahead predicted time of the executions that those rows fill; 0 while unknown
   * @param next predicted time until the next execution begins; 0 while unknown
   * @param run predicted time of the execution that it would be part of; 0 while unknown
   */
  record Load(long requests, long most, long rows, long bytes, long ahead, long next, long run) {
    /**
     * Time until an answer, with a reserve for runs that take longer than the average, and for the
     * network. A queue of half the deadline keeps instances as busy as one of the whole. What fits
     * into the next execution waits for nothing else.
     */
    long predicted() {
      return wait(RESERVE) + run;
    }

    /** Time until it would run. */
    long waiting() {
      return wait(1);
    }

    private long wait(int reserve) {
      return next + reserve * ahead;
    }
  }

  /** Why a request isn't let in that has {@code left} nanoseconds; null where it is. */
  @Nullable Refusal refusal(Load load, long left) {
    if (load.requests() >= load.most()) {
      return tooMany(load);
    }
    if (load.rows() == 0) {
      return null;
    }
    if (settings.mostRows() > 0 && load.rows() >= settings.mostRows()) {
      return full(
          load, load.rows() + " rows wait, of models.max-queue-rows " + settings.mostRows());
    }
    if (settings.mostBytes() > 0 && load.bytes() >= settings.mostBytes()) {
      return full(
          load, load.bytes() + " bytes wait, of models.max-queue-bytes " + settings.mostBytes());
    }
    if (longestWait > 0 && load.waiting() > longestWait) {
      return full(
          load,
          "the wait would be "
              + millis(load.waiting())
              + " ms, of models.max-queue-time "
              + millis(longestWait)
              + " ms");
    }
    return load.predicted() > left ? late(load, left) : null;
  }

  /** The refusal where as many requests wait in a level as may. */
  static Refusal tooMany(Load load) {
    return full(
        load, load.most() + " requests wait; send fewer at a time, or raise max_queue_size");
  }

  private static Refusal full(Load load, String problem) {
    return Refusal.of(Reason.QUEUE_FULL, "Exceeds maximum queue size: " + problem)
        .retryAfter(load.waiting() > 0 ? load.waiting() : UNKNOWN_WAIT);
  }

  private static Refusal late(Load load, long left) {
    long predicted = load.predicted();
    return Refusal.of(
            Reason.OVERLOADED,
            "an answer may take "
                + millis(predicted)
                + " ms, and the request has "
                + millis(left)
                + " ms left; send fewer at a time, or allow more time")
        .retryAfter(predicted - left);
  }

  private static long millis(long nanos) {
    return nanos / MILLISECOND;
  }
}
