package io.gyre.worker.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/**
 * Lets answers leave in the order in which their requests came: one that is ready early is kept
 * until all before it have left. Whoever settles a turn while another thread hands answers out
 * leaves its own to that thread, so that nobody waits for a lock.
 */
final class AnswerOrder {
  private static final int CHUNK = 64;

  private final AtomicLong entered = new AtomicLong();
  private final AtomicInteger settled = new AtomicInteger();
  private final MpscUnboundedAtomicArrayQueue<Turn> ready =
      new MpscUnboundedAtomicArrayQueue<>(CHUNK);

  /** Answers kept, by turn; of the thread that hands out. */
  private final Map<Long, Turn> early = new HashMap<>();

  /** The next turn to leave; of the thread that hands out. */
  private long next;

  /** The turn of a request that comes now. Each turn must be settled once. */
  long enter() {
    return entered.getAndIncrement();
  }

  /** Gives {@code answer} once every turn before it was given. */
  void settle(long turn, Runnable answer) {
    ready.offer(new Turn(turn, answer));
    if (settled.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      handOut();
      seen = settled.addAndGet(-seen);
    } while (seen != 0);
  }

  private void handOut() {
    for (Turn turn = ready.poll(); turn != null; turn = ready.poll()) {
      early.put(turn.number(), turn);
    }
    for (Turn turn = early.remove(next); turn != null; turn = early.remove(next)) {
      next++;
      turn.answer().run();
    }
  }

  private record Turn(long number, Runnable answer) {}
}
