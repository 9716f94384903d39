package io.gyre.router.remote;

import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.gyre.cluster.member.Member;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.ReceivedMessage;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import org.jspecify.annotations.Nullable;

/** One request's call to a worker, from its start to its one outcome. */
final class RemoteAttempt extends ClientCall.Listener<InboundMessage> {
  private final Member member;
  private final UnitId unit;
  private final InferenceRequest request;
  private final Reply reply;
  private volatile boolean sent;
  private @Nullable InboundMessage message;

  RemoteAttempt(Member member, UnitId unit, InferenceRequest request, Reply reply) {
    this.member = member;
    this.unit = unit;
    this.request = request;
    this.reply = reply;
  }

  /** Watches whether anything of the call has reached the connection. */
  ClientStreamTracer.Factory sent() {
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
          @Override
          public void outboundHeaders() {
            sent = true;
          }
        };
      }
    };
  }

  @Override
  public void onMessage(InboundMessage received) {
    message = received;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    reply.accept(status.isOk() ? answer() : refusal(status, trailers));
  }

  private Outcome answer() {
    return switch (message) {
      case ReceivedMessage received ->
          new InferenceResponse(
              unit.model(),
              unit.version(),
              request.header().id(),
              new ResponseBody.Encoded(received.bytes()),
              received);
      case InboundMessage.Unreadable(Refusal refusal) ->
          Refusal.of(Reason.INTERNAL, "the answer of " + worker() + ": " + refusal.message());
      case null -> Refusal.of(Reason.INTERNAL, worker() + " ended a call without an answer");
    };
  }

  private Refusal refusal(Status status, Metadata trailers) {
    if (message instanceof ReceivedMessage useless) {
      useless.release();
    }
    Refusal told = RefusalStatus.refusal(status, trailers);
    if (told != null) {
      return told;
    }
    if (request.cancellation().isCancelled()) {
      return Refusal.of(Reason.CANCELLED, "the client went away");
    }
    String what = worker() + " " + status.getCode() + ": " + status.getDescription();
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED ->
          Refusal.of(Reason.DEADLINE_EXCEEDED, "Request timeout expired at " + worker());
      case UNAVAILABLE, CANCELLED, UNKNOWN ->
          sent
              ? Refusal.of(
                  Reason.WORKER_LOST,
                  "lost " + what + "; the request may have run: send it again if that does no harm")
              : Refusal.of(Reason.NO_REPLICA, "lost " + what);
      case RESOURCE_EXHAUSTED -> Refusal.of(Reason.TOO_LARGE, what);
      default -> Refusal.of(Reason.INTERNAL, what);
    };
  }

  private String worker() {
    return "worker " + member.id() + " (" + member.host() + ":" + member.port() + ")";
  }
}
