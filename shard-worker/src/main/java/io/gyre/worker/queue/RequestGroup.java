package io.gyre.worker.queue;

import io.gyre.worker.validation.BatchKey;
import java.util.ArrayDeque;
import java.util.List;

/** Waiting requests that may run together, oldest first. Not safe for use by many threads. */
final class RequestGroup {
  private final BatchKey key;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int rows;

  RequestGroup(BatchKey key) {
    this.key = key;
  }

  BatchKey key() {
    return key;
  }

  void add(PendingRequest request, long sequence) {
    entries.add(new Entry(request, sequence));
    rows += request.valid().rows();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** Rows of all, those cancelled since included. */
  int rows() {
    return rows;
  }

  /** Place of the oldest in the order of arrival. */
  long oldestSequence() {
    return entries.element().sequence();
  }

  long oldestAcceptedAt() {
    return entries.element().request().acceptedAt();
  }

  /**
   * Moves the oldest that fit into {@code taken}, at least one; drops cancelled and expired ones on
   * the way.
   */
  void take(int maxRows, int maxRequests, long now, TakenBatch taken) {
    List<PendingRequest> batch = taken.requests();
    int taking = 0;
    while (!entries.isEmpty()) {
      PendingRequest next = entries.element().request();
      if (next.isPast(now)) {
        if (next.claim()) {
          taken.expired().add(next);
        }
      } else if (!next.isClaimed()) {
        boolean fits = taking + next.valid().rows() <= maxRows && batch.size() < maxRequests;
        if (!batch.isEmpty() && !fits) {
          return;
        }
        if (next.claim()) {
          batch.add(next);
          taking += next.valid().rows();
        }
      }
      entries.remove();
      rows -= next.valid().rows();
    }
  }

  /** Drops cancelled and expired requests, wherever they are in line. */
  void evict(long now, List<PendingRequest> expired) {
    entries.removeIf(entry -> {
      PendingRequest request = entry.request();
      if (request.isPast(now) && request.claim()) {
        expired.add(request);
      }
      return request.isClaimed();
    });
    rows = entries.stream().mapToInt(entry -> entry.request().valid().rows()).sum();
  }

  private record Entry(PendingRequest request, long sequence) {}
}
