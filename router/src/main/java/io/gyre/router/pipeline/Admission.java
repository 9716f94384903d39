package io.gyre.router.pipeline;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.table.Pins;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a router: counts the requests under way, and lets none in that can't be answered in
 * time.
 */
public final class Admission {
  /** How long requests take isn't known here. */
  static final long RETRY_AFTER_NANOS = 1_000_000_000;

  private final PipelineSettings settings;
  private final Pins inFlight = new Pins();
  private final AtomicBoolean draining = new AtomicBoolean();
  private volatile boolean retiring;
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

  public Admission(PipelineSettings settings) {
    this.settings = settings;
  }

  /** Requests admitted and not yet answered. */
  public int inFlight() {
    return inFlight.count();
  }

  /** Whether clients are asked to go elsewhere: from {@link #retire} or {@link #drain} on. */
  public boolean isRetiring() {
    return retiring;
  }

  public boolean isDraining() {
    return draining.get();
  }

  /** Has readiness send clients elsewhere, and admits those that come all the same. */
  public void retire() {
    retiring = true;
  }

  /** Admits nothing further. The result completes once every admitted request is answered. */
  public CompletionStage<@Nullable Void> drain() {
    retire();
    if (!draining.getAndSet(true) && inFlight.seal(() -> drained.complete(null))) {
      drained.complete(null);
    }
    return drained.minimalCompletionStage();
  }

  /** Why the request, which has entered, can't be admitted at {@code now}; null where it can. */
  @Nullable Refusal refusal(InferenceRequest request, long now) {
    if (request.cancellation().isCancelled()) {
      return Refusal.of(
          Reason.CANCELLED, "the client cancelled the request before it was admitted");
    }
    if (request.deadline().isPast(now)) {
      return Refusal.of(
          Reason.DEADLINE_EXCEEDED,
          "the request's deadline passed before it was admitted; allow it more time");
    }
    if (settings.maxInFlight() < Integer.MAX_VALUE && inFlight() > settings.maxInFlight()) {
      return Refusal.of(
              Reason.QUEUE_FULL,
              "the router has its limit of "
                  + settings.maxInFlight()
                  + " requests under way; send the request again later")
          .retryAfter(RETRY_AFTER_NANOS);
    }
    return null;
  }

  /**
   * Counts a request in; the result is for {@link #leave}, or {@link Pins#SEALED} while draining.
   */
  int enter() {
    return inFlight.pin();
  }

  /** Counts a request out. */
  void leave(int receipt) {
    inFlight.unpin(receipt);
  }

  /** The request with the default deadline, where it brought none. */
  InferenceRequest withDeadline(InferenceRequest request, long now) {
    if (request.deadline().set() || settings.defaultDeadline().isEmpty()) {
      return request;
    }
    return new InferenceRequest(
        request.header(),
        request.body(),
        Deadline.after(now, settings.defaultDeadline().get().toNanos()),
        request.cancellation(),
        request.arrived());
  }
}
