package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * A client of a server that lives in virtual time: polling lets time pass, to the next answer or to
 * the end of the wait.
 */
final class SimulatedServer {
  private final LongUnaryOperator answerTime;
  private final int room;
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::time));
  private final List<Long> sendTimes = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();
  private long now;
  private long pauseAt = Long.MAX_VALUE;
  private long pauseNanos;

  private record Due(long time, int slot) {}

  /**
   * @param answerTime when the request that is sent at a time is answered; negative for a failure
   *     at that time
   * @param room requests under way at most
   */
  SimulatedServer(LongUnaryOperator answerTime, int room) {
    this.answerTime = answerTime;
    this.room = room;
  }

  /** Stops the generator's thread for a while, as a garbage collection would. */
  void pauseGenerator(long at, long nanos) {
    pauseAt = at;
    pauseNanos = nanos;
  }

  long now() {
    return now;
  }

  List<Long> sendTimes() {
    return sendTimes;
  }

  List<Integer> cancelled() {
    return cancelled;
  }

  Function<Completion, Client> client() {
    return SimulatedClient::new;
  }

  private final class SimulatedClient implements Client {
    private final Completion completion;

    SimulatedClient(Completion completion) {
      this.completion = completion;
    }

    @Override
    public boolean hasRoom() {
      return due.size() < room;
    }

    @Override
    public void send(int slot, byte[] head, byte[] body) {
      sendTimes.add(now);
      due.add(new Due(answerTime.applyAsLong(now), slot));
    }

    @Override
    public void cancel(int slot) {
      cancelled.add(slot);
      due.removeIf(d -> d.slot() == slot);
    }

    @Override
    public void poll(long nanos) {
      long end = now + Math.max(0, nanos);
      if (now >= pauseAt) {
        now += pauseNanos;
        pauseAt = Long.MAX_VALUE;
      }
      Due next = due.peek();
      if (next == null || Math.abs(next.time()) > end) {
        now = Math.max(now, end);
        return;
      }
      due.remove();
      now = Math.max(now, Math.abs(next.time()));
      if (next.time() < 0) {
        completion.failed(
            next.slot(), new Failure(Failure.Kind.REFUSED_BY_SERVER, "UNAVAILABLE"), "busy");
      } else {
        completion.answered(next.slot(), new byte[0]);
      }
    }

    @Override
    public void close() {}
  }
}
