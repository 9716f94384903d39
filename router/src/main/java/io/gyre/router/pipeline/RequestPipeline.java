package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.balance.Balancer;
import io.gyre.router.control.ClusterView;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.RequestMetrics;
import io.gyre.router.table.Pins;
import io.gyre.router.trace.Tracing;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The whole way of a request through the router: admission, then attempts ({@link Exchange}), then
 * figures settled.
 *
 * @param view the router's latest picture
 * @param admission the gate
 * @param balancer picks replicas
 * @param metrics counts what becomes of requests
 * @param accessLog notes every request
 * @param tracing traces samples of the requests admitted
 * @param rules which requests may be sent again
 * @param budget how many of those whose worker was lost
 * @param clock nanoseconds, as {@link System#nanoTime()}
 */
public record RequestPipeline(
    Supplier<ClusterView> view,
    Admission admission,
    Balancer balancer,
    RequestMetrics metrics,
    AccessLog accessLog,
    Tracing tracing,
    RetryRules rules,
    RetryBudget budget,
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
    new Exchange(this, admission.withDeadline(request, now), reply, receipt, now).attempt(now);
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
