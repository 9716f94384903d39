package io.gyre.router.grpc;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.gyre.inference.grpc.MessageSizeLimit;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.router.pipeline.InferenceService;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call as soon as more of one message has come than the limit allows, and tells the client
 * what to do. gRPC's own limit ends it with a text that names neither key nor remedy, so it is left
 * open and this takes its place.
 */
final class MessageSizeGuard extends ServerStreamTracer.Factory implements ServerInterceptor {
  private static final Context.Key<Meter> METER = Context.key("message-size");

  private final MessageSizeLimit limit;
  private final InferenceService service;

  /**
   * @param service learns of the calls that are ended
   */
  MessageSizeGuard(MessageSizeLimit limit, InferenceService service) {
    this.limit = limit;
    this.service = service;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Meter(limit);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    GuardedCall<Q, A> guarded = new GuardedCall<>(call);
    METER.get().stop =
        refusal -> {
          if (guarded.stop(refusal)) {
            service.refused(RequestHeader.unread(""), refusal);
          }
        };
    return next.startCall(guarded, headers);
  }

  /** Counts the bytes of the message that is arriving, on the event loop that delivers it. */
  private static final class Meter extends ServerStreamTracer {
    private final MessageSizeLimit limit;
    private long received;
    private @Nullable Stop stop;

    Meter(MessageSizeLimit limit) {
      this.limit = limit;
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(METER, this);
    }

    @Override
    public void inboundMessage(int number) {
      received = 0;
    }

    @Override
    public void inboundWireSize(long bytes) {
      received += bytes;
      if (received > limit.bytes() && stop != null) {
        stop.with(limit.exceeded(received));
        stop = null;
      }
    }
  }

  /** Ends a call. */
  private interface Stop {
    void with(Refusal refusal);
  }

  /**
   * A call that can be ended over its handler's head: what the handler sends afterwards goes
   * nowhere.
   */
  private static final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private boolean stopped;
    private boolean closed;

    GuardedCall(ServerCall<Q, A> call) {
      super(call);
    }

    /** Ends the call, unless it has ended; the result says whether it did. */
    boolean stop(Refusal refusal) {
      if (closed || isCancelled()) {
        return false;
      }
      stopped = true;
      super.close(RefusalStatus.of(refusal), RefusalStatus.trailers(refusal));
      return true;
    }

    @Override
    public boolean isCancelled() {
      return stopped || super.isCancelled();
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!stopped) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public void sendMessage(A message) {
      if (!stopped) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!stopped) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }
}
