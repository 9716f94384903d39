package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.upstream.Reply;
import io.gyre.worker.queue.PendingRequest;

/** A request that waits for its turn in its sequence. Guarded by the lock of the table. */
final class SequenceRequest {
  private final PendingRequest pending;
  private final Reply reply;
  private final SequenceStep step;
  private boolean waiting = true;

  /**
   * @param pending the request
   * @param reply where the outcome goes of a run
   */
  SequenceRequest(PendingRequest pending, Reply reply, SequenceStep step) {
    this.pending = pending;
    this.reply = reply;
    this.step = step;
  }

  PendingRequest pending() {
    return pending;
  }

  Reply reply() {
    return reply;
  }

  SequenceStep step() {
    return step;
  }

  /** Whether it is to be run still. */
  boolean isWaiting() {
    return waiting;
  }

  /** Notes that it has left, to be run or to be refused; its place in line stays. */
  void leave() {
    waiting = false;
  }

  boolean isPast(long now) {
    return pending.request().deadline().isPast(now);
  }
}
