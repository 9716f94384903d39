package io.gyre.worker.cache;

import io.gyre.inference.upstream.Reply;
import io.gyre.worker.queue.PendingRequest;

/**
 * A request that waits for the answer of an equal one. Whoever claims it answers it, as with those
 * that are queued.
 *
 * @param request the request
 * @param reply where its outcome goes, should it have to be sent on its own way
 */
record Follower(PendingRequest request, Reply reply) {
  boolean isPast(long now) {
    return request.request().deadline().isPast(now);
  }
}
