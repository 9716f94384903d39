package io.gyre.router.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.grpc.Deadlines;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.InferenceTarget;
import io.gyre.inference.wire.MessageStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Serves ModelStreamInfer, and ends its calls when the server does: a client may hold one open for
 * ever.
 */
final class StreamInference implements ServerCallHandler<InboundMessage, MessageStream> {
  private final CallLoops loops;
  private final LongSupplier clock;
  private final InferenceTarget target;
  private final int unansweredPerStream;
  private final Set<StreamCall> open = ConcurrentHashMap.newKeySet();

  StreamInference(
      CallLoops loops, LongSupplier clock, InferenceTarget target, int unansweredPerStream) {
    this.loops = loops;
    this.clock = clock;
    this.target = target;
    this.unansweredPerStream = unansweredPerStream;
  }

  @Override
  public ServerCall.Listener<InboundMessage> startCall(
      ServerCall<InboundMessage, MessageStream> call, Metadata headers) {
    StreamCall stream =
        new StreamCall(
            call,
            headers,
            target,
            loops.current(),
            clock,
            Deadlines.current(clock.getAsLong()),
            open::remove);
    open.add(stream);
    call.sendHeaders(new Metadata());
    call.request(unansweredPerStream);
    return stream;
  }

  /** Lets each open call answer what it has taken, then ends it. */
  void drain() {
    open.forEach(StreamCall::drain);
  }
}
