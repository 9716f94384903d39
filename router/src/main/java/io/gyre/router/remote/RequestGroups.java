package io.gyre.router.remote;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.gyre.inference.loop.LoopTasks;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.wire.MessageStream;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Small requests on their way to one worker in groups: those of a read pass make one message of a
 * call that lasts, in place of a call each. Where there is no such call at present, or it doesn't
 * suit a request, that one is to have its own.
 */
final class RequestGroups implements GroupCall.Events {
  /** A larger request is better off without the copies that a group costs. */
  private static final int REQUEST_BYTES = 8 << 10;

  /** A longer answer keeps others waiting: the unit's next requests are to have their own calls. */
  private static final int ANSWER_BYTES = 1 << 16;

  /** Units with long answers that are remembered; beyond these, all are learnt anew. */
  private static final int LONG_ANSWERS = 10_000;

  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ManagedChannel channel;
  private final EventLoop loop;
  private final LongSupplier clock;
  private final Duration idle;
  private final LoopTasks tasks;
  private final Set<UnitId> longAnswers = ConcurrentHashMap.newKeySet();
  private volatile @Nullable GroupCall open;
  private volatile long openAt;

  /** The call that is open, or on its way there. */
  private @Nullable GroupCall current;

  /**
   * @param channel to the worker, with connections on {@code loop}
   * @param clock {@link System#nanoTime()}
   * @param idle after how long without requests the call ends, lest it keep the connection
   */
  RequestGroups(ManagedChannel channel, EventLoop loop, LongSupplier clock, Duration idle) {
    this.channel = channel;
    this.loop = loop;
    this.clock = clock;
    this.idle = idle;
    this.tasks = new LoopTasks(loop, () -> {});
    this.openAt = clock.getAsLong();
  }

  /**
   * Sends a request with others, or has {@code alone} send it by itself. For any thread.
   *
   * @param message the request's bytes, untouched where {@code alone} is run
   */
  void send(Attempt attempt, MessageStream message, Runnable alone) {
    GroupCall call = open;
    if (call == null) {
      openSoon();
    }
    if (call == null
        || message.available() > REQUEST_BYTES
        || longAnswers.contains(attempt.unit())) {
      alone.run();
    } else if (loop.inEventLoop()) {
      add(call, attempt, message, alone);
    } else {
      tasks.execute(() -> add(call, attempt, message, alone));
    }
  }

  private static void add(GroupCall call, Attempt attempt, MessageStream message, Runnable alone) {
    if (!call.add(attempt, message)) {
      alone.run();
    }
  }

  private void openSoon() {
    if (clock.getAsLong() - openAt >= 0) {
      tasks.execute(this::open);
    }
  }

  private void open() {
    if (current == null && channel.getState(false) == ConnectivityState.READY) {
      current = new GroupCall(channel, loop, tasks, clock, this);
      current.start();
    }
  }

  @Override
  public void opened(GroupCall call) {
    if (current == call && open == null) {
      open = call;
      endWhenIdle(call);
    }
  }

  private void endWhenIdle(GroupCall call) {
    call.endIfIdle();
    if (!call.hasEnded()) {
      loop.schedule(() -> endWhenIdle(call), idle.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void ended(GroupCall call) {
    if (current == call) {
      current = null;
      open = null;
      openAt = clock.getAsLong() + REOPEN_NANOS;
    }
  }

  @Override
  public void answered(Attempt attempt, int bytes) {
    if (bytes > ANSWER_BYTES) {
      if (longAnswers.size() >= LONG_ANSWERS) {
        longAnswers.clear();
      }
      longAnswers.add(attempt.unit());
    }
  }
}
