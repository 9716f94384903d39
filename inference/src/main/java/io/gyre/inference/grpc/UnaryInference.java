package io.gyre.inference.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.wire.MessageStream;
import io.gyre.inference.wire.RequestScanner;
import io.gyre.inference.wire.ResponseEncoder;
import io.gyre.inference.wire.ScannedRequest;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Serves calls of one request and one answer, each wholly on the event loop of its connection. */
public final class UnaryInference implements ServerCallHandler<InboundMessage, MessageStream> {
  private final CallLoops loops;
  private final LongSupplier clock;
  private final InferenceTarget target;

  /**
   * A handler for a server with a direct executor.
   *
   * @param loops the server's event loops
   * @param clock {@link System#nanoTime()}
   */
  public UnaryInference(CallLoops loops, LongSupplier clock, InferenceTarget target) {
    this.loops = loops;
    this.clock = clock;
    this.target = target;
  }

  @Override
  public ServerCall.Listener<InboundMessage> startCall(
      ServerCall<InboundMessage, MessageStream> call, Metadata headers) {
    call.request(2); // one message, and one more for gRPC to notice a client that sends it
    return new Call(call, headers, Deadlines.current(clock.getAsLong()));
  }

  /** One call. */
  private final class Call extends ServerCall.Listener<InboundMessage> {
    private final ServerCall<InboundMessage, MessageStream> call;
    private final Metadata headers;
    private final Deadline deadline;
    private final CallLoops.Loop loop = loops.current();
    private final Cancellation cancellation = new Cancellation();
    private @Nullable InboundMessage message;

    Call(ServerCall<InboundMessage, MessageStream> call, Metadata headers, Deadline deadline) {
      this.call = call;
      this.headers = headers;
      this.deadline = deadline;
    }

    @Override
    public void onMessage(InboundMessage received) {
      message = received;
    }

    @Override
    public void onHalfClose() {
      switch (message) {
        case null -> refuseUnread("", Refusal.invalid("the call ended without a request message"));
        case InboundMessage.Unreadable(Refusal refusal) -> refuseUnread("", refusal);
        case ReceivedMessage received -> start(received);
      }
      message = null;
    }

    private void start(ReceivedMessage received) {
      switch (RequestScanner.scan(received.bytes())) {
        case ScannedRequest.Refused(String id, Refusal refusal) -> {
          received.release();
          refuseUnread(id, refusal);
        }
        case ScannedRequest.Header(var header) ->
            target.infer(
                headers,
                new InferenceRequest(
                    header,
                    new RequestBody.Encoded(received.bytes()),
                    deadline,
                    cancellation,
                    clock.getAsLong()),
                outcome ->
                    loop.run(() -> {
                      try {
                        finish(outcome);
                      } finally {
                        received.release();
                      }
                    }));
      }
    }

    private void refuseUnread(String id, Refusal refusal) {
      if (!call.isCancelled()) {
        target.refused(RequestHeader.unread(id), refusal);
      }
      refuse(refusal);
    }

    @Override
    public void onCancel() {
      if (message instanceof ReceivedMessage unused) {
        unused.release();
        message = null;
      }
      cancellation.cancel();
    }

    private void finish(Outcome outcome) {
      switch (outcome) {
        case InferenceResponse response when call.isCancelled() -> response.close();
        case InferenceResponse response when ResponseEncoder.isTooLarge(response) -> {
          response.close();
          refuse(ResponseEncoder.tooLarge());
        }
        case InferenceResponse response -> {
          call.sendHeaders(new Metadata());
          call.sendMessage(ResponseEncoder.encode(response));
          call.close(Status.OK, new Metadata());
        }
        case Refusal refusal -> refuse(refusal);
      }
    }

    private void refuse(Refusal refusal) {
      if (!call.isCancelled()) {
        call.close(RefusalStatus.of(refusal), RefusalStatus.trailers(refusal));
      }
    }
  }
}
