package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.balance.Balancer;
import io.gyre.router.control.ClusterView;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.RequestMetrics;
import io.gyre.router.sequence.SequenceKey;
import io.gyre.router.sequence.SequencePins;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.Pins;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.trace.Tracing;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole way of a request through the router: admission, then attempts ({@link Exchange}), then
 * figures settled.
 *
 * @param view the router's latest picture
 * @param admission the gate
 * @param limits the gate of each model
 * @param balancer picks replicas
 * @param metrics counts what becomes of requests
 * @param accessLog notes every request
 * @param tracing traces samples of the requests admitted
 * @param rules which requests may be sent again
 * @param budget how many of those whose worker was lost
 * @param hedging when a second replica is asked
 * @param sequences where sequences are
 * @param clock nanoseconds, as {@link System#nanoTime()}
 */
public record RequestPipeline(
    Supplier<ClusterView> view,
    Admission admission,
    ModelLimits limits,
    Balancer balancer,
    RequestMetrics metrics,
    AccessLog accessLog,
    Tracing tracing,
    RetryRules rules,
    RetryBudget budget,
    Hedging hedging,
    SequencePins sequences,
    LongSupplier clock)
    implements InferenceService {

  @Override
  public void infer(InferenceRequest request, Reply reply) {
    long now = clock.getAsLong();
    int receipt = admission.enter();
    Refusal refusal = receipt == Pins.SEALED ? draining() : admission.refusal(request, now);
    if (refusal != null) {
      refuse(request, refusal, reply, receipt);
      return;
    }
    Reply counted = limits.isSet() ? count(request.header(), reply) : reply;
    if (counted == null) {
      refuse(request, full(request.header().model()), reply, receipt);
      return;
    }
    start(admission.withDeadline(request, now), counted, receipt, now);
  }

  private void start(InferenceRequest admitted, Reply reply, int receipt, long now) {
    SequenceStep step = SequenceStep.of(admitted.header());
    if (step != null && isOfSequence(admitted.header(), step)) {
      new SequenceExchange(this, admitted, step, reply, receipt, now).begin();
    } else {
      new Exchange(this, admitted, reply, receipt, now).attempt(now);
    }
  }

  /** A model that isn't served has no count: anybody could make names up. */
  private @Nullable Reply count(RequestHeader header, Reply reply) {
    return find(header) == null ? reply : limits.admit(header.model(), reply);
  }

  private Refusal full(String model) {
    return Refusal.of(
            Reason.QUEUE_FULL,
            "the router has its limit of "
                + limits.most()
                + " requests of model '"
                + model
                + "' under way; send the request again later")
        .retryAfter(Admission.RETRY_AFTER_NANOS);
  }

  /** Whether the request's model has sequences; others ignore what is said of them. */
  private boolean isOfSequence(RequestHeader header, SequenceStep step) {
    ServedVersion version = find(header);
    return version != null && version.config().hasSequenceBatching()
        || sequences.follows(SequenceKey.of(header, step));
  }

  /** The version that the request is to be pinned to at present; null where none is served. */
  @Nullable ServedVersion find(RequestHeader header) {
    ModelRoutes routes = view.get().table().model(header.model());
    return routes == null ? null : routes.version(header.version());
  }

  @Override
  public void refused(RequestHeader header, Refusal refusal) {
    metrics.ended(null, refusal, 0);
    accessLog.ended(header, null, refusal, 0, 0);
  }

  private void refuse(InferenceRequest request, Refusal refusal, Reply reply, int receipt) {
    refused(request.header(), refusal);
    try {
      reply.accept(refusal);
    } finally {
      if (receipt != Pins.SEALED) {
        admission.leave(receipt);
      }
    }
  }

  private static Refusal draining() {
    return Refusal.of(
        Reason.NOT_READY, "the server is shutting down; send the request to another one");
  }
}
