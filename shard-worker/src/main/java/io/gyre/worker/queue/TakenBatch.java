package io.gyre.worker.queue;

import java.util.ArrayList;
import java.util.List;

/** What an instance took from the queue in one go; reused from one to the next. */
public final class TakenBatch {
  private final List<PendingRequest> requests = new ArrayList<>();
  private final List<PendingRequest> expired = new ArrayList<>();

  /** Requests to run together, oldest first, claimed. */
  public List<PendingRequest> requests() {
    return requests;
  }

  /** Requests whose deadline passed while they waited, claimed, and not answered yet. */
  List<PendingRequest> expired() {
    return expired;
  }

  /** Forgets what was taken. */
  public void clear() {
    requests.clear();
    expired.clear();
  }
}
