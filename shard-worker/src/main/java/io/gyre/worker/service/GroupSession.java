package io.gyre.worker.service;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.Worker;
import io.gyre.cluster.transport.RefusedMessage;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.loop.LoopTasks;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.wire.MessageStream;
import io.gyre.inference.wire.RequestScanner;
import io.gyre.inference.wire.ResponseEncoder;
import io.gyre.inference.wire.ScannedRequest;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.AnswerGroup.Answer;
import io.gyre.proto.worker.RequestGroup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One router's requests in groups, and their answers. All of it happens on the event loop of the
 * router's connection, so that nothing here needs a lock; answers that are ready together go
 * together.
 */
final class GroupSession implements StreamObserver<RequestGroup> {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);

  /** A group of answers that has more is sent, and an answer that has more goes in parts. */
  private static final int GROUP_BYTES = 1 << 16;

  private final Worker worker;
  private final ServerCallStreamObserver<AnswerGroup> router;
  private final LongSupplier clock;
  private final Consumer<GroupSession> atEnd;
  private final LoopTasks tasks;
  private final Map<Long, Cancellation> underWay = new HashMap<>();
  private AnswerGroup.Builder ready = AnswerGroup.newBuilder();
  private int readyBytes;
  private boolean leaving;
  private boolean ended;

  /**
   * @param loop the connection's, on which the call runs
   * @param clock {@link System#nanoTime()}
   * @param atEnd learns that nothing more comes of the session
   */
  GroupSession(
      Worker worker,
      ServerCallStreamObserver<AnswerGroup> router,
      CallLoops.Loop loop,
      LongSupplier clock,
      Consumer<GroupSession> atEnd) {
    this.worker = worker;
    this.router = router;
    this.clock = clock;
    this.atEnd = atEnd;
    this.tasks = loop.tasks(this::settle);
    router.setOnCancelHandler(this::abandon);
  }

  /** Tells the router that requests are taken. */
  void open() {
    router.onNext(AnswerGroup.getDefaultInstance());
  }

  @Override
  public void onNext(RequestGroup group) {
    group.getRequestsList().forEach(this::start);
    group.getCancelledList().forEach(this::cancel);
  }

  private void cancel(long number) {
    Cancellation cancellation = underWay.get(number);
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  private void start(RequestGroup.Request request) {
    long number = request.getNumber();
    Cancellation cancellation = new Cancellation();
    if (underWay.putIfAbsent(number, cancellation) != null) {
      return; // the answer to the one is the answer to both
    }
    if (leaving) {
      answer(number, Refusal.of(Reason.NO_REPLICA, "this worker is shutting down"));
      return;
    }
    // A worker that breaks its promise not to throw has failed this one request.
    try {
      infer(request, cancellation);
    } catch (RuntimeException | Error defect) {
      LOG.error("a request for model '{}' can't be run", request.getUnit().getModel(), defect);
      answer(number, Refusal.of(Reason.INTERNAL, "the request can't be run: " + defect));
    }
  }

  private void infer(RequestGroup.Request request, Cancellation cancellation) {
    long number = request.getNumber();
    ByteBuf message = Unpooled.wrappedBuffer(request.getRequest().toByteArray());
    switch (RequestScanner.scan(message)) {
      case ScannedRequest.Refused(_, Refusal refusal) -> answer(number, refusal);
      case ScannedRequest.Header(var header) -> {
        long now = clock.getAsLong();
        worker.infer(
            UnitMessage.read(request.getUnit()),
            new InferenceRequest(
                header,
                new RequestBody.Encoded(message),
                deadline(now, request.getTimeoutNanos()),
                cancellation,
                now),
            outcome -> answer(number, outcome));
      }
    }
  }

  private static Deadline deadline(long now, long timeoutNanos) {
    return timeoutNanos <= 0 ? Deadline.NONE : Deadline.after(now, timeoutNanos);
  }

  /** Takes a request's outcome. For any thread. */
  private void answer(long number, Outcome outcome) {
    tasks.execute(() -> add(number, outcome));
  }

  private void add(long number, Outcome outcome) {
    Cancellation cancellation = underWay.remove(number);
    boolean unwanted = ended || cancellation == null || cancellation.isCancelled();
    switch (outcome) {
      case InferenceResponse response when unwanted -> response.close();
      case InferenceResponse response when ResponseEncoder.isTooLarge(response) -> {
        response.close();
        refuse(number, ResponseEncoder.tooLarge());
      }
      case InferenceResponse response -> respond(number, response);
      case Refusal refusal -> refuse(number, refusal);
    }
  }

  private void refuse(long number, Refusal refusal) {
    append(
        Answer.newBuilder().setNumber(number).setRefused(RefusedMessage.of(refusal)),
        refusal.message().length());
  }

  private void respond(long number, InferenceResponse response) {
    try (MessageStream message = ResponseEncoder.encode(response)) {
      do {
        byte[] part = message.readNBytes(Math.min(message.available(), GROUP_BYTES));
        append(
            Answer.newBuilder()
                .setNumber(number)
                .setResponse(UnsafeByteOperations.unsafeWrap(part))
                .setMore(message.available() > 0),
            part.length);
      } while (message.available() > 0);
    } catch (IOException | RuntimeException | OutOfMemoryError defect) {
      LOG.error("an answer of model '{}' can't be sent", response.model(), defect);
      refuse(number, Refusal.of(Reason.INTERNAL, "the answer can't be sent: " + defect));
    }
  }

  private void append(Answer.Builder answer, int bytes) {
    ready.addAnswers(answer);
    readyBytes += bytes;
    if (readyBytes >= GROUP_BYTES) {
      send();
    }
  }

  private void send() {
    if (ready.getAnswersCount() > 0) {
      if (!ended && !router.isCancelled()) {
        router.onNext(ready.build());
      }
      ready = AnswerGroup.newBuilder();
      readyBytes = 0;
    }
  }

  /** Sends what is ready; at the end of a session that is to end, ends it. */
  private void settle() {
    send();
    if (leaving && underWay.isEmpty() && !ended) {
      ended = true;
      router.onCompleted();
      atEnd.accept(this);
    }
  }

  /**
   * Takes nothing more, and ends the session when the requests under way have their answers: the
   * router may then take it that nothing else of what it sent has run. For any thread.
   */
  void leave() {
    tasks.execute(() -> leaving = true);
  }

  private void abandon() {
    tasks.execute(() -> {
      if (!ended) {
        ended = true;
        underWay.values().forEach(Cancellation::cancel);
        atEnd.accept(this);
      }
    });
  }

  @Override
  public void onError(Throwable failure) {
    abandon();
  }

  @Override
  public void onCompleted() {
    leave();
  }
}
