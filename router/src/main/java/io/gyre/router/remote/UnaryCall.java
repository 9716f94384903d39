package io.gyre.router.remote;

import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.ReceivedMessage;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/** One request's own call to a worker, from its start to its one outcome. */
final class UnaryCall extends ClientCall.Listener<InboundMessage> {
  private final Attempt attempt;
  private volatile boolean sent;
  private @Nullable InboundMessage message;

  UnaryCall(Attempt attempt) {
    this.attempt = attempt;
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
    attempt.reply().accept(status.isOk() ? answer() : refusal(status, trailers));
  }

  private Outcome answer() {
    return switch (message) {
      case ReceivedMessage received -> attempt.response(received.bytes(), received);
      case InboundMessage.Unreadable(Refusal refusal) ->
          Refusal.of(
              Reason.INTERNAL, "the answer of " + attempt.worker() + ": " + refusal.message());
      case null ->
          Refusal.of(Reason.INTERNAL, attempt.worker() + " ended a call without an answer");
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
    return attempt.request().cancellation().isCancelled()
        ? attempt.cancelled()
        : attempt.failed(status, sent);
  }
}
