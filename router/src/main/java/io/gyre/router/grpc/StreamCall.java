package io.gyre.router.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.InferenceTarget;
import io.gyre.inference.grpc.ReceivedMessage;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One ModelStreamInfer call. Requests run side by side and are answered in the order in which they
 * came; an error is an answer like any other. The client may send one more request for each answer
 * that it takes.
 *
 * <p>Everything here happens on the call's event loop.
 */
final class StreamCall extends ServerCall.Listener<InboundMessage> {
  private final ServerCall<InboundMessage, MessageStream> call;
  private final Metadata headers;
  private final InferenceTarget target;
  private final CallLoops.Loop loop;
  private final LongSupplier clock;
  private final Deadline deadline;
  private final Consumer<StreamCall> atEnd;
  private final Deque<Turn> turns = new ArrayDeque<>();
  private int withheld;
  private boolean halfClosed;
  private boolean draining;
  private boolean ended;

  StreamCall(
      ServerCall<InboundMessage, MessageStream> call,
      Metadata headers,
      InferenceTarget target,
      CallLoops.Loop loop,
      LongSupplier clock,
      Deadline deadline,
      Consumer<StreamCall> atEnd) {
    this.call = call;
    this.headers = headers;
    this.target = target;
    this.loop = loop;
    this.clock = clock;
    this.deadline = deadline;
    this.atEnd = atEnd;
  }

  /** One request, from its message to its answer. */
  private static final class Turn {
    private final Cancellation cancellation = new Cancellation();
    private String id = "";
    private @Nullable Outcome outcome;
  }

  @Override
  public void onMessage(InboundMessage message) {
    Turn turn = new Turn();
    turns.add(turn);
    switch (message) {
      case InboundMessage.Unreadable(Refusal refusal) -> refuse(turn, refusal);
      case ReceivedMessage received -> start(turn, received);
    }
  }

  private void start(Turn turn, ReceivedMessage received) {
    switch (RequestScanner.scan(received.bytes())) {
      case ScannedRequest.Refused(String id, Refusal refusal) -> {
        received.release();
        turn.id = id;
        refuse(turn, refusal);
      }
      case ScannedRequest.Header(RequestHeader header) -> {
        turn.id = header.id();
        target.infer(
            headers,
            new InferenceRequest(
                header,
                new RequestBody.Encoded(received.bytes()),
                deadline,
                turn.cancellation,
                clock.getAsLong()),
            outcome ->
                loop.run(() -> {
                  settle(turn, outcome);
                  received.release();
                }));
      }
    }
  }

  private void refuse(Turn turn, Refusal refusal) {
    if (!call.isCancelled()) {
      target.refused(RequestHeader.unread(turn.id), refusal);
    }
    settle(turn, refusal);
  }

  private void settle(Turn turn, Outcome outcome) {
    turn.outcome = outcome;
    if (ended) {
      discard(turn);
    }
    answer();
  }

  /** Answers the requests at the head of the queue whose outcome is there. */
  private void answer() {
    if (!ended && call.isCancelled()) {
      abandon();
    }
    while (!ended && !turns.isEmpty() && turns.getFirst().outcome instanceof Outcome outcome) {
      call.sendMessage(encode(turns.removeFirst().id, outcome));
      withheld++;
      grant();
    }
    if (!ended && turns.isEmpty() && (halfClosed || draining)) {
      end();
      call.close(
          halfClosed
              ? Status.OK
              : Status.UNAVAILABLE.withDescription("the server is shutting down"),
          new Metadata());
    }
  }

  private static MessageStream encode(String id, Outcome outcome) {
    return switch (outcome) {
      case Refusal refusal -> ResponseEncoder.encodeError(id, refusal.message());
      case InferenceResponse response when ResponseEncoder.isTooLarge(response) -> {
        response.close();
        yield ResponseEncoder.encodeError(id, ResponseEncoder.tooLarge().message());
      }
      case InferenceResponse response -> ResponseEncoder.encodeStreamed(response);
    };
  }

  /** Takes a further request for each answer, as soon as the client reads what it is sent. */
  private void grant() {
    if (withheld > 0 && call.isReady() && !draining) {
      int granted = withheld;
      withheld = 0;
      call.request(granted);
    }
  }

  @Override
  public void onReady() {
    if (!ended) {
      grant();
    }
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    answer();
  }

  @Override
  public void onCancel() {
    abandon();
  }

  @Override
  public void onComplete() {
    abandon();
  }

  private void abandon() {
    end();
    List<Turn> unanswered = List.copyOf(turns);
    turns.clear();
    for (Turn turn : unanswered) {
      discard(turn);
      turn.cancellation.cancel();
    }
  }

  private static void discard(Turn turn) {
    if (turn.outcome instanceof InferenceResponse response) {
      response.close();
    }
    turn.outcome = null;
  }

  private void end() {
    ended = true;
    atEnd.accept(this);
  }

  /**
   * Takes no more requests, and ends the call when those taken are answered. Callable from any
   * thread.
   */
  void drain() {
    loop.run(() -> {
      draining = true;
      answer();
    });
  }
}
