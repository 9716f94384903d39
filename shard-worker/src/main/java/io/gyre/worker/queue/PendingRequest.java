package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.upstream.Reply;
import io.gyre.worker.validation.ValidRequest;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request from its acceptance to its answer. Whoever claims it, an instance, an eviction or its
 * client's cancellation, and nobody else, answers it; before that anybody may try.
 */
public final class PendingRequest {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);
  private static final AtomicIntegerFieldUpdater<PendingRequest> CLAIMED =
      AtomicIntegerFieldUpdater.newUpdater(PendingRequest.class, "claimed");

  private final InferenceRequest request;
  private final ValidRequest valid;
  private final Reply reply;
  private final InFlight inFlight;
  private final long acceptedAt;
  private final QueuePlace place;
  private final long bytes;

  /** 1 once somebody is to answer. */
  private volatile int claimed;

  /** Of the queue, which has a lock for both. */
  private long sequence;

  private @Nullable AnswerOrder order;
  private long turn;

  /**
   * @param inFlight counts this request already
   * @param place its place in line
   * @param acceptedAt now, in nanoseconds
   */
  public PendingRequest(
      InferenceRequest request,
      ValidRequest valid,
      Reply reply,
      InFlight inFlight,
      QueuePlace place,
      long acceptedAt) {
    this.request = request;
    this.valid = valid;
    this.reply = reply;
    this.inFlight = inFlight;
    this.acceptedAt = acceptedAt;
    this.place = place;
    this.bytes = request.body().bytes();
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

  public QueuePlace place() {
    return place;
  }

  /** Bytes of its body. */
  long bytes() {
    return bytes;
  }

  /** Place in the order of arrival, across all levels. */
  long sequence() {
    return sequence;
  }

  void arrivedAs(long number) {
    sequence = number;
  }

  /** Has its answer wait for those of requests before it; before it is queued. */
  void answersIn(AnswerOrder answers) {
    order = answers;
    turn = answers.enter();
  }

  /** Whether the caller is the one to answer. */
  public boolean claim() {
    return !isClaimed() && CLAIMED.compareAndSet(this, 0, 1);
  }

  boolean isClaimed() {
    return claimed != 0;
  }

  /** Whether it is to leave the queue, as its time is over. */
  boolean isPast(long now) {
    return request.deadline().isPast(now) || place.dueBy().isPast(now);
  }

  /** When it is to leave the queue. */
  Deadline dueBy() {
    return request.deadline().earlier(place.dueBy());
  }

  /** Whether those of its level that are on time go first. */
  boolean isLate(long now) {
    return place.lateFrom().isPast(now);
  }

  /** Gives the one outcome, once it is this request's turn; for who claimed. */
  public void answer(Outcome outcome) {
    if (order == null) {
      deliver(outcome);
    } else {
      order.settle(turn, () -> deliver(outcome));
    }
  }

  /**
   * Gives the one outcome of a request that doesn't run, which waits for no turn; for who claimed.
   */
  void answerAtOnce(Outcome outcome) {
    deliver(outcome);
    if (order != null) {
      order.settle(turn, () -> {});
    }
  }

  private void deliver(Outcome outcome) {
    try {
      reply.accept(outcome);
    } catch (RuntimeException | Error e) {
      LOG.error("The receiver of an answer of model '{}' failed", request.header().model(), e);
    } finally {
      inFlight.end();
    }
  }
}
