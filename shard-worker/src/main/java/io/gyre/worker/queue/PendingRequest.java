package io.gyre.worker.queue;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.upstream.Reply;
import io.gyre.worker.validation.ValidRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request from its acceptance to its answer. Whoever claims it, an instance, an eviction or its
 * client's cancellation, and nobody else, answers it; before that anybody may try.
 */
public final class PendingRequest {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);

  private final InferenceRequest request;
  private final ValidRequest valid;
  private final Reply reply;
  private final InFlight inFlight;
  private final long acceptedAt;
  private final AtomicBoolean claimed = new AtomicBoolean();

  /**
   * @param inFlight counts this request already
   * @param acceptedAt now, in nanoseconds
   */
  public PendingRequest(
      InferenceRequest request,
      ValidRequest valid,
      Reply reply,
      InFlight inFlight,
      long acceptedAt) {
    this.request = request;
    this.valid = valid;
    this.reply = reply;
    this.inFlight = inFlight;
    this.acceptedAt = acceptedAt;
  }

  public InferenceRequest request() {
    return request;
  }

  public ValidRequest valid() {
    return valid;
  }

  public long acceptedAt() {
    return acceptedAt;
  }

  /** Whether the caller is the one to answer. */
  public boolean claim() {
    return !isClaimed() && claimed.compareAndSet(false, true);
  }

  boolean isClaimed() {
    return claimed.get();
  }

  /** Whether nobody waits for an answer any more. */
  boolean isPast(long now) {
    return request.deadline().isPast(now);
  }

  /** Gives the one outcome; for who claimed. */
  public void answer(Outcome outcome) {
    try {
      reply.accept(outcome);
    } catch (RuntimeException | Error e) {
      LOG.error("The receiver of an answer of model '{}' failed", request.header().model(), e);
    } finally {
      inFlight.end();
    }
  }
}
