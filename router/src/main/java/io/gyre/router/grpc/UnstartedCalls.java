package io.gyre.router.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.pipeline.InferenceService;

/**
 * Notes the calls that gRPC refuses before a method of ours has them: no such method, or a
 * compression that it lacks.
 */
final class UnstartedCalls extends ServerStreamTracer.Factory {
  private final InferenceService service;

  UnstartedCalls(InferenceService service) {
    this.service = service;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new ServerStreamTracer() {
      private boolean started;

      @Override
      public void serverCallStarted(ServerCallInfo<?, ?> call) {
        started = true;
      }

      @Override
      public void streamClosed(Status status) {
        if (!started && !status.isOk()) {
          service.refused(
              RequestHeader.unread(""), Refusal.of(reason(status), method + ": " + status));
        }
      }
    };
  }

  private static Reason reason(Status status) {
    return switch (status.getCode()) {
      case UNIMPLEMENTED -> Reason.UNSUPPORTED;
      case CANCELLED -> Reason.CANCELLED;
      default -> Reason.INTERNAL;
    };
  }
}
