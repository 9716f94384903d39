package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;
import io.gyre.worker.validation.BatchKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waiting requests by what they can run with. The group goes first whose next request is the most
 * urgent, and of those the one that waited longest; but every so many batches one starts with the
 * request that waited longest of all. Not safe for use by many threads.
 */
final class RequestGroups {
  /** What {@link #nanosToWait} answers where nothing waits. */
  static final long NOTHING = Long.MAX_VALUE;

  private final BatchPolicy policy;
  private final boolean greedy;
  private final int fairTurn;
  private final Function<BatchKey, RequestGroup> newGroup;
  private final Map<BatchKey, RequestGroup> byKey = new HashMap<>();
  private final PriorityQueue<RequestGroup> byRank = new PriorityQueue<>();
  private Deadline soonest = Deadline.NONE;
  private long arrivals;
  private int sinceFairTurn;

  RequestGroups(BatchPolicy policy, QueueRules rules) {
    this.policy = policy;
    this.greedy = policy.isGreedy();
    this.fairTurn = rules.fairTurn();
    this.newGroup = key -> new RequestGroup(key, rules.levels());
  }

  void add(PendingRequest request) {
    request.arrivedAs(arrivals++);
    soonest = soonest.earlier(request.dueBy());
    RequestGroup group = byKey.computeIfAbsent(request.valid().key(), newGroup);
    boolean first = group.isEmpty();
    boolean leads = first || group.isLedBy(request);
    if (leads && !first) {
      byRank.remove(group);
    }
    group.add(request);
    if (leads) {
      putBack(group);
    }
  }

  /**
   * Takes the next batch that may run at {@code now}; leaves {@code taken} without requests where
   * there is none.
   */
  void take(long now, TakenBatch taken) {
    boolean fair = fairTurn > 0 && sinceFairTurn + 1 >= fairTurn;
    while (taken.requests().isEmpty()) {
      RequestGroup group = fair ? longestWaiting(now) : next(now);
      if (group == null) {
        return;
      }
      byRank.remove(group);
      int maxRows = rowsNow(group, now);
      if (fair) {
        group.takeOldest(now, taken);
      }
      group.take(maxRows, policy.together() ? Integer.MAX_VALUE : 1, now, taken);
      putBack(group);
    }
    sinceFairTurn = fair ? 0 : sinceFairTurn + 1;
  }

  /** Nanoseconds until a batch may run: 0 for at once, {@link #NOTHING} where nothing waits. */
  long nanosToWait(long now) {
    long shortest = NOTHING;
    for (RequestGroup group : byRank) {
      if (isReady(group, now)) {
        return 0;
      }
      shortest = Math.min(shortest, policy.delayNanos() - group.age(now));
    }
    return shortest;
  }

  /** Whether a request that waits has expired by now. */
  boolean hasExpired(long now) {
    return soonest.isPast(now);
  }

  /** Drops cancelled requests, and moves those whose deadline has passed into {@code expired}. */
  void evict(long now, List<PendingRequest> expired) {
    List<RequestGroup> groups = new ArrayList<>(byRank);
    byRank.clear();
    soonest = Deadline.NONE;
    for (RequestGroup group : groups) {
      soonest = group.evict(now, expired, soonest);
      putBack(group);
    }
  }

  private void putBack(RequestGroup group) {
    if (group.rank()) {
      byRank.add(group);
    } else if (!group.key().equals(BatchKey.SAME)) {
      byKey.remove(group.key());
    }
  }

  private @Nullable RequestGroup next(long now) {
    RequestGroup first = byRank.peek();
    if (first == null || isReady(first, now)) {
      return first;
    }
    return byRank.stream()
        .filter(group -> isReady(group, now))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The group of the request that waited longest, of those that may run. */
  private @Nullable RequestGroup longestWaiting(long now) {
    RequestGroup longest = null;
    long sequence = Long.MAX_VALUE;
    for (RequestGroup group : byRank) {
      PendingRequest oldest = group.oldest();
      if (oldest != null && oldest.sequence() < sequence && isReady(group, now)) {
        longest = group;
        sequence = oldest.sequence();
      }
    }
    return longest;
  }

  private boolean isReady(RequestGroup group, long now) {
    return rowsNow(group, now) > 0;
  }

  private int rowsNow(RequestGroup group, long now) {
    return greedy ? policy.maxRows() : group.rowsNow(policy, now);
  }
}
