package io.gyre.router.remote;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.gyre.cluster.transport.RefusedMessage;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.loop.LoopTasks;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.wire.MessageStream;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.AnswerGroup.Answer;
import io.gyre.proto.worker.RequestGroup;
import io.gyre.proto.worker.WorkerGrpc;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One call that carries requests in groups. It lives on the event loop of its connection; what says
 * otherwise is for any thread.
 */
final class GroupCall extends ClientCall.Listener<AnswerGroup> {
  /** A group that has more is sent before the read pass ends. */
  private static final int GROUP_BYTES = 1 << 16;

  /** Bytes on their way from which on the call takes nothing more. */
  private static final int BACKLOG_BYTES = 1 << 20;

  private final ClientCall<RequestGroup, AnswerGroup> call;
  private final EventLoop loop;
  private final LoopTasks tasks;
  private final LongSupplier clock;
  private final Events events;
  private final Map<Long, GroupedAttempt> underWay = new HashMap<>();
  private final List<GroupedAttempt> unsent = new ArrayList<>();
  private RequestGroup.Builder group = RequestGroup.newBuilder();
  private int groupBytes;
  private long lastNumber;
  private boolean flushing;
  private long lastLook = -1;
  private boolean ended;

  /** What whoever opened a call learns of it, on its event loop. */
  interface Events {
    /** The worker takes requests. */
    void opened(GroupCall call);

    /** The call takes nothing more. */
    void ended(GroupCall call);

    /** An answer had this many bytes. */
    void answered(Attempt attempt, int bytes);
  }

  /**
   * @param channel to the worker, with connections on {@code loop}
   * @param tasks another thread's way to {@code loop}
   * @param clock {@link System#nanoTime()}
   */
  GroupCall(
      ManagedChannel channel, EventLoop loop, LoopTasks tasks, LongSupplier clock, Events events) {
    this.call =
        channel.newCall(
            WorkerGrpc.getInferGroupsMethod(),
            CallOptions.DEFAULT.withOnReadyThreshold(BACKLOG_BYTES));
    this.loop = loop;
    this.tasks = tasks;
    this.clock = clock;
    this.events = events;
  }

  void start() {
    call.start(this, new Metadata());
    call.request(1);
  }

  /**
   * Takes a request, which leaves at the end of the read pass; false where the call has ended or
   * its messages pile up.
   */
  boolean add(Attempt attempt, MessageStream message) {
    if (ended || !call.isReady()) {
      return false;
    }
    Deadline deadline = attempt.request().deadline();
    long left = deadline.remaining(clock.getAsLong());
    GroupedAttempt grouped = new GroupedAttempt(attempt);
    if (left <= 0) {
      grouped.end(attempt.expired());
      return true;
    }
    byte[] bytes = bytes(message);
    long number = ++lastNumber;
    underWay.put(number, grouped);
    unsent.add(grouped);
    group.addRequests(
        RequestGroup.Request.newBuilder()
            .setNumber(number)
            .setUnit(UnitMessage.of(attempt.unit()))
            .setTimeoutNanos(deadline.set() ? left : 0)
            .setRequest(UnsafeByteOperations.unsafeWrap(bytes)));
    groupBytes += bytes.length;
    if (deadline.set()) {
      grouped.expireBy(loop.schedule(() -> expire(number), left, TimeUnit.NANOSECONDS));
    }
    attempt.request().cancellation().onCancel(() -> tasks.execute(() -> cancel(number)));
    if (groupBytes >= GROUP_BYTES) {
      flush();
    } else {
      flushSoon();
    }
    return true;
  }

  private static byte[] bytes(MessageStream message) {
    try (message) {
      return message.readNBytes(message.available());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory can't fail to be read
    }
  }

  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      loop.execute(() -> {
        flushing = false;
        flush();
      });
    }
  }

  private void flush() {
    if (!ended && (group.getRequestsCount() > 0 || group.getCancelledCount() > 0)) {
      call.sendMessage(group.build());
      unsent.forEach(GroupedAttempt::markSent);
      unsent.clear();
      group = RequestGroup.newBuilder();
      groupBytes = 0;
    }
  }

  private void expire(long number) {
    GroupedAttempt grouped = underWay.remove(number);
    if (grouped != null) {
      forget(number);
      grouped.end(grouped.attempt().expired());
    }
  }

  private void cancel(long number) {
    GroupedAttempt grouped = underWay.remove(number);
    if (grouped != null) {
      forget(number);
      grouped.end(grouped.attempt().cancelled());
    }
  }

  /** Tells the worker that nobody waits for an answer. */
  private void forget(long number) {
    group.addCancelled(number);
    flushSoon();
  }

  @Override
  public void onMessage(AnswerGroup answers) {
    if (answers.getAnswersCount() == 0) {
      events.opened(this);
    }
    answers.getAnswersList().forEach(this::settle);
    call.request(1);
  }

  private void settle(Answer answer) {
    long number = answer.getNumber();
    GroupedAttempt grouped = underWay.get(number);
    if (grouped == null) {
      return; // expired or cancelled
    }
    if (answer.getMore()) {
      append(number, grouped, answer.getResponse().toByteArray());
      return;
    }
    underWay.remove(number);
    if (answer.hasRefused()) {
      grouped.end(RefusedMessage.read(answer.getRefused()));
    } else {
      events.answered(grouped.attempt(), grouped.answered() + answer.getResponse().size());
      finish(grouped, answer.getResponse().toByteArray());
    }
  }

  private static void finish(GroupedAttempt grouped, byte[] last) {
    try {
      grouped.answer(last);
    } catch (RuntimeException | OutOfMemoryError defect) {
      grouped.end(grouped.attempt().unreadable(defect));
    }
  }

  /** Keeps a part of an answer. That there is no memory for it is no other request's trouble. */
  private void append(long number, GroupedAttempt grouped, byte[] part) {
    try {
      grouped.append(part);
    } catch (RuntimeException | OutOfMemoryError defect) {
      underWay.remove(number);
      forget(number);
      grouped.end(grouped.attempt().unreadable(defect));
    }
  }

  /** Ends the call if nothing was sent on it since this was asked before. */
  void endIfIdle() {
    if (lastLook == lastNumber && underWay.isEmpty() && !ended) {
      ended = true;
      events.ended(this);
      call.halfClose();
    }
    lastLook = lastNumber;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Comes on any thread where the call never had a connection. */
  @Override
  public void onClose(Status status, Metadata trailers) {
    if (loop.inEventLoop()) {
      end(status);
    } else {
      tasks.execute(() -> end(status));
    }
  }

  private void end(Status status) {
    ended = true;
    List<GroupedAttempt> left = List.copyOf(underWay.values());
    underWay.clear();
    events.ended(this);
    for (GroupedAttempt grouped : left) {
      // A worker that ends the call well has answered all that it began.
      grouped.end(
          status.isOk()
              ? grouped.attempt().unseen("which is shutting down")
              : grouped.attempt().failed(status, grouped.isSent()));
    }
  }
}
