package io.gyre.worker.queue;

import io.gyre.worker.validation.BatchKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Waiting requests by what they can run with; the group whose oldest request waited longest goes
 * first. Not safe for use by many threads.
 */
final class RequestGroups {
  /** What {@link #nanosToWait} answers where nothing waits. */
  static final long NOTHING = Long.MAX_VALUE;

  private final BatchPolicy policy;
  private final Map<BatchKey, RequestGroup> byKey = new HashMap<>();
  private final PriorityQueue<RequestGroup> byAge =
      new PriorityQueue<>(Comparator.comparingLong(RequestGroup::oldestSequence));
  private long arrivals;

  RequestGroups(BatchPolicy policy) {
    this.policy = policy;
  }

  void add(PendingRequest request) {
    RequestGroup group = byKey.computeIfAbsent(request.valid().key(), RequestGroup::new);
    group.add(request, arrivals++);
    if (group.size() == 1) {
      byAge.add(group);
    }
  }

  /**
   * Takes the next batch that may run at {@code now}; leaves {@code taken} without requests where
   * there is none.
   */
  void take(long now, TakenBatch taken) {
    while (taken.requests().isEmpty()) {
      RequestGroup group = next(now);
      if (group == null) {
        return;
      }
      byAge.remove(group);
      int maxRows = policy.rowsNow(group.rows(), now - group.oldestAcceptedAt());
      group.take(maxRows, policy.together() ? Integer.MAX_VALUE : 1, now, taken);
      putBack(group);
    }
  }

  /** Nanoseconds until a batch may run: 0 for at once, {@link #NOTHING} where nothing waits. */
  long nanosToWait(long now) {
    long shortest = NOTHING;
    for (RequestGroup group : byAge) {
      if (isReady(group, now)) {
        return 0;
      }
      shortest = Math.min(shortest, group.oldestAcceptedAt() + policy.delayNanos() - now);
    }
    return shortest;
  }

  /** Drops cancelled requests, and moves those whose deadline has passed into {@code expired}. */
  void evict(long now, List<PendingRequest> expired) {
    List<RequestGroup> groups = new ArrayList<>(byAge);
    byAge.clear();
    for (RequestGroup group : groups) {
      group.evict(now, expired);
      putBack(group);
    }
  }

  private void putBack(RequestGroup group) {
    if (!group.isEmpty()) {
      byAge.add(group);
    } else if (!group.key().equals(BatchKey.SAME)) {
      byKey.remove(group.key());
    }
  }

  private @Nullable RequestGroup next(long now) {
    RequestGroup oldest = byAge.peek();
    if (oldest == null || isReady(oldest, now)) {
      return oldest;
    }
    return byAge.stream()
        .filter(group -> isReady(group, now))
        .min(Comparator.comparingLong(RequestGroup::oldestSequence))
        .orElse(null);
  }

  private boolean isReady(RequestGroup group, long now) {
    return policy.rowsNow(group.rows(), now - group.oldestAcceptedAt()) > 0;
  }
}
