package io.gyre.router.grpc;

import io.grpc.Metadata;
import io.gyre.inference.grpc.InferenceTarget;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.pipeline.InferenceService;

/** The router's inference service behind the rules of gRPC's parameters. */
record CheckedService(InferenceService service) implements InferenceTarget {
  @Override
  public void infer(Metadata headers, InferenceRequest request, Reply reply) {
    Refusal refusal = ParameterRules.check(request.header());
    if (refusal != null) {
      refused(request.header(), refusal);
      reply.accept(refusal);
    } else {
      service.infer(request, reply);
    }
  }

  @Override
  public void refused(RequestHeader header, Refusal refusal) {
    service.refused(header, refusal);
  }
}
