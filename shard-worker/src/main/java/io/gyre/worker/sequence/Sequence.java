package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One sequence at one replica: its requests in line, oldest first, and its state. Guarded by the
 * lock of the table that holds it; while a request of it runs, the state belongs to that request.
 */
final class Sequence {
  private final SequenceId id;
  private final StateMemory memory;
  private final Deque<SequenceRequest> line = new ArrayDeque<>();
  private boolean active;
  private boolean running;
  private boolean begun;
  private boolean fresh;
  private boolean ending;
  private long idleSince;

  Sequence(SequenceId id, StateMemory memory) {
    this.id = id;
    this.memory = memory;
  }

  SequenceId id() {
    return id;
  }

  StateMemory memory() {
    return memory;
  }

  Deque<SequenceRequest> line() {
    return line;
  }

  void add(SequenceRequest request) {
    line.add(request);
    ending = request.step().end();
  }

  /** Whether only a request that starts it anew may follow. */
  boolean isEnding() {
    return ending;
  }

  /** Whether it has one of the places in which sequences run. */
  boolean isActive() {
    return active;
  }

  void setActive(boolean now) {
    active = now;
  }

  boolean isRunning() {
    return running;
  }

  /** Whether any request of it was given to the model since it was started. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the model has answered none of its requests yet. */
  boolean isFresh() {
    return fresh;
  }

  /** Takes the next request out of line; one that starts the sequence begins with a new state. */
  @Nullable SequenceRequest poll() {
    SequenceRequest next = line.poll();
    if (next != null && next.step().start()) {
      memory.reset();
      fresh = true;
      begun = false;
    }
    return next;
  }

  /** Notes that a request is given to the model. */
  void begin() {
    running = true;
    begun = true;
  }

  /**
   * Notes that the request is answered.
   *
   * @param ran whether the model answered it
   */
  void complete(boolean ran) {
    running = false;
    fresh &= !ran;
  }

  /** Notes that nothing of it waits or runs from now on. */
  void rest(long now) {
    idleSince = now;
  }

  boolean isIdle() {
    return active && !running && line.isEmpty();
  }

  /** Whether it has been idle for so long. */
  boolean isIdleFor(long nanos, long now) {
    return isIdle() && now - idleSince >= nanos;
  }
}
