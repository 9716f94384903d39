package io.gyre.worker.queue;

import java.util.ArrayList;
import java.util.List;

/** What an instance took from the queue in one go; reused from one to the next. */
public final class TakenBatch {
  private final List<PendingRequest> requests = new ArrayList<>();
  private final List<PendingRequest> expired = new ArrayList<>();
  private int rows;

  /** Requests to run together, in their order, claimed. */
  public List<PendingRequest> requests() {
    return requests;
  }

  /** Rows of the requests to run. */
  public int rows() {
    return rows;
  }

  /** Requests whose deadline passed while they waited, claimed, and not answered yet. */
  List<PendingRequest> expired() {
    return expired;
  }

  /**
   * Whether there is room for one more. The first always fits, and so does one that only leaves the
   * queue.
   */
  boolean fits(PendingRequest next, int maxRows, int maxRequests, long now) {
    return requests.isEmpty()
        || next.isClaimed()
        || next.isPast(now)
        || (rows + next.valid().rows() <= maxRows && requests.size() < maxRequests);
  }

  /** Claims one that leaves the queue: to run, or because it has expired. */
  void offer(PendingRequest next, long now) {
    if (!next.claim()) {
      return; // cancelled, and answered by who did
    }
    if (next.isPast(now)) {
      expired.add(next);
    } else {
      requests.add(next);
      rows += next.valid().rows();
    }
  }

  /** Forgets what was taken. */
  public void clear() {
    requests.clear();
    expired.clear();
    rows = 0;
  }
}
