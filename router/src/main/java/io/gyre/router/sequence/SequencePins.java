package io.gyre.router.sequence;

import io.gyre.inference.unit.UnitId;
import io.gyre.router.table.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sequences that this router follows. One of them has one request under way at a time, so that
 * its requests reach the replica in order whatever connections they take. A sequence that is idle
 * for as long as its model allows is forgotten, like at its worker.
 */
public final class SequencePins {
  private final LongSupplier clock;
  private final ConcurrentHashMap<SequenceKey, SequencePin> pins = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Place, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  public SequencePins(LongSupplier clock) {
    this.clock = clock;
  }

  /** A request that waits for its turn in its sequence. */
  public interface Turn {
    /** Has its turn: ends with one call of {@link #leave}, then or later, on any thread. */
    void run(SequencePin pin);

    /** Ends it where its time is over while it waits; false where it waits on. */
    boolean expire(long now);

    /** Whether it has ended while it waited, so that it takes no turn. */
    boolean isOver();
  }

  /** Has the request run after those of its sequence that came before. */
  public void enter(SequenceKey key, Turn turn) {
    boolean[] first = new boolean[1];
    SequencePin pin =
        pins.compute(
            key,
            (_, known) -> {
              SequencePin sequence = known == null ? new SequencePin(key, this) : known;
              if (sequence.isBusy()) {
                sequence.line().add(turn);
              } else {
                sequence.setBusy();
                first[0] = true;
              }
              return sequence;
            });
    if (first[0]) {
      drive(pin, turn);
    }
  }

  /** Ends the turn of the request that has it. */
  public void leave(SequencePin pin) {
    boolean driverIsThere = pin.turn().compareAndSet(false, true);
    if (!driverIsThere) {
      drive(pin, next(pin));
    }
  }

  /**
   * Gives turns for as long as they end before the call returns; where one doesn't, whoever ends it
   * goes on. So a long line of requests that are refused at once needs no deep stack.
   */
  private void drive(SequencePin pin, @Nullable Turn first) {
    Turn turn = first;
    while (turn != null) {
      AtomicBoolean handOver = pin.newTurn();
      turn.run(pin);
      boolean goesOnElsewhere = handOver.compareAndSet(false, true);
      turn = goesOnElsewhere ? null : next(pin);
    }
  }

  private @Nullable Turn next(SequencePin pin) {
    Turn[] next = new Turn[1];
    pins.computeIfPresent(
        pin.key(),
        (_, same) -> {
          Turn turn = pin.line().poll();
          while (turn != null && turn.isOver()) {
            turn = pin.line().poll();
          }
          next[0] = turn;
          if (turn == null) {
            pin.rest(clock.getAsLong());
          }
          return turn == null && pin.replica() == null ? null : same;
        });
    return next[0];
  }

  /** Whether the sequence is under way, or about to be. */
  public boolean follows(SequenceKey key) {
    return pins.containsKey(key);
  }

  /** Whether the worker's copy of the unit holds the state of any sequence. */
  public boolean use(String worker, UnitId unit) {
    return counts.containsKey(new Place(worker, unit));
  }

  /** Sequences under way. */
  public int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Forgets idle sequences, and ends requests whose time is over while they wait. */
  public void sweep() {
    long now = clock.getAsLong();
    List<Turn> waiting = new ArrayList<>();
    for (SequenceKey key : pins.keySet()) {
      pins.computeIfPresent(
          key,
          (_, pin) -> {
            if (pin.isIdle(now)) {
              pin.unpin();
              return null;
            }
            waiting.addAll(pin.line());
            return pin;
          });
    }
    waiting.forEach(turn -> turn.expire(now));
  }

  void count(Replica replica) {
    counts.merge(Place.of(replica), 1, Integer::sum);
  }

  void discount(Replica replica) {
    counts.computeIfPresent(Place.of(replica), (_, count) -> count == 1 ? null : count - 1);
  }

  private record Place(String worker, UnitId unit) {
    static Place of(Replica replica) {
      return new Place(replica.worker(), replica.unit());
    }
  }
}
