package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one level of a group: those on time in the order in which they came, then those that
 * waited too long. Not safe for use by many threads.
 */
final class Line {
  private final Deque<PendingRequest> onTime = new ArrayDeque<>();
  private final Deque<PendingRequest> late = new ArrayDeque<>(1);

  void add(PendingRequest request) {
    onTime.add(request);
  }

  boolean isEmpty() {
    return onTime.isEmpty() && late.isEmpty();
  }

  boolean hasOnTime() {
    return !onTime.isEmpty();
  }

  /** The next to run, whoever has claimed it; null where the line is empty. */
  @Nullable PendingRequest next(long now) {
    PendingRequest next = onTime.peek();
    while (next != null && next.isLate(now)) {
      late.add(onTime.remove());
      next = onTime.peek();
    }
    return next != null ? next : late.peek();
  }

  /** The next to run, as it was when last asked. */
  @Nullable PendingRequest head() {
    PendingRequest next = onTime.peek();
    return next != null ? next : late.peek();
  }

  /** The one that came first; null where the line is empty. */
  @Nullable PendingRequest oldest() {
    PendingRequest first = onTime.peek();
    PendingRequest other = late.peek();
    return first == null || (other != null && other.sequence() < first.sequence()) ? other : first;
  }

  /** Takes out one that {@link #next} or {@link #oldest} gave. */
  void remove(PendingRequest request) {
    if (onTime.peek() == request) {
      onTime.remove();
    } else {
      late.remove();
    }
  }

  /**
   * Has {@code weighing} weigh those that still wait, in their order; false once one didn't fit.
   */
  boolean weigh(BatchPolicy.Weighing weighing, long now) {
    return weigh(onTime, weighing, now) && weigh(late, weighing, now);
  }

  private static boolean weigh(
      Deque<PendingRequest> requests, BatchPolicy.Weighing weighing, long now) {
    for (PendingRequest request : requests) {
      if (!request.isClaimed() && !request.isPast(now) && !weighing.add(request.valid().rows())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Drops cancelled and expired requests, wherever they are in line.
   *
   * @param soonest the next moment at which one of others expires
   * @return the same of these as well
   */
  Deadline evict(long now, List<PendingRequest> expired, Deadline soonest) {
    return evict(late, now, expired, evict(onTime, now, expired, soonest));
  }

  private static Deadline evict(
      Deque<PendingRequest> requests, long now, List<PendingRequest> expired, Deadline soonest) {
    requests.removeIf(request -> {
      if (request.isPast(now) && request.claim()) {
        expired.add(request);
      }
      return request.isClaimed();
    });
    Deadline next = soonest;
    for (PendingRequest request : requests) {
      next = next.earlier(request.dueBy());
    }
    return next;
  }
}
