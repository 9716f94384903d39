package io.gyre.router.grpc;

import io.grpc.Metadata;
import io.gyre.inference.grpc.InferenceTarget;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.balance.AffinityKey;
import io.gyre.router.pipeline.InferenceService;
import org.jspecify.annotations.Nullable;

/** The router's inference service behind the rules of gRPC's parameters and headers. */
record CheckedService(InferenceService service) implements InferenceTarget {
  private static final Metadata.Key<String> AFFINITY =
      Metadata.Key.of(AffinityKey.NAME, Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public void infer(Metadata headers, InferenceRequest request, Reply reply) {
    Refusal refusal = ParameterRules.check(request.header());
    if (refusal != null) {
      refused(request.header(), refusal);
      reply.accept(refusal);
    } else {
      service.infer(keyed(request, headers.get(AFFINITY)), reply);
    }
  }

  private static InferenceRequest keyed(InferenceRequest request, @Nullable String key) {
    return key == null
        ? request
        : new InferenceRequest(
            AffinityKey.with(request.header(), key),
            request.body(),
            request.deadline(),
            request.cancellation(),
            request.arrived());
  }

  @Override
  public void refused(RequestHeader header, Refusal refusal) {
    service.refused(header, refusal);
  }
}
