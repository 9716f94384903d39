package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceId;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one replica. As many as may are active, each with one request at a time at the
 * model; the others wait in the order in which they came. Decides only, and leaves to its caller
 * what comes of it. Not safe for use by many threads.
 */
final class SequenceTable {
  /** When a sequence's turn comes depends on its client. */
  private static final long RETRY_AFTER_NANOS = 1_000_000_000;

  private final String model;
  private final int maxActive;
  private final long maxIdleNanos;
  private final long maxWaiting;
  private final Supplier<StateMemory> memories;
  private final Map<SequenceId, Sequence> sequences = new HashMap<>();
  private final Deque<Sequence> backlog = new ArrayDeque<>();
  private int active;
  private int waiting;
  private boolean closing;

  /**
   * @param maxWaiting how many requests may wait for their turn
   * @param memories gives the state of a new sequence
   */
  SequenceTable(
      String model,
      int maxActive,
      long maxIdleNanos,
      long maxWaiting,
      Supplier<StateMemory> memories) {
    this.model = model;
    this.maxActive = maxActive;
    this.maxIdleNanos = maxIdleNanos;
    this.maxWaiting = maxWaiting;
    this.memories = memories;
  }

  /** Takes a request in line, or says why not. */
  @Nullable Refusal arrive(SequenceRequest request, long now, Work work) {
    SequenceStep step = request.step();
    Sequence sequence = sequences.get(step.id());
    if (sequence != null && sequence.isIdleFor(maxIdleNanos, now)) {
      end(sequence);
      sequence = null;
    }
    if (!step.start() && (sequence == null || sequence.isEnding())) {
      return notStarted(step.id());
    }
    if (waiting >= maxWaiting) {
      return full();
    }
    if (sequence == null) {
      sequence = new Sequence(step.id(), memories.get());
      sequences.put(step.id(), sequence);
      backlog.add(sequence);
    }
    sequence.add(request);
    waiting++;
    advance(sequence, now, work);
    fill(now, work);
    return null;
  }

  private Refusal notStarted(SequenceId id) {
    return Refusal.of(
        Reason.NO_SEQUENCE,
        "inference request for sequence "
            + id
            + " to model '"
            + model
            + "' must specify the START flag on the first request of the sequence: it was not"
            + " started, has ended, or was idle for longer than "
            + TimeUnit.NANOSECONDS.toMillis(maxIdleNanos)
            + " ms");
  }

  private Refusal full() {
    return Refusal.of(
            Reason.QUEUE_FULL,
            "model '"
                + model
                + "': Exceeds maximum queue size: "
                + maxWaiting
                + " requests wait for their sequences; send fewer at a time, or raise"
                + " models.max-queue-size")
        .retryAfter(RETRY_AFTER_NANOS);
  }

  /**
   * Takes the end of a run.
   *
   * @param ran whether the model answered
   */
  void completed(Work.Run run, boolean ran, long now, Work work) {
    Sequence sequence = run.sequence();
    sequence.complete(ran);
    if (run.request().step().end()) {
      finish(sequence);
    } else {
      advance(sequence, now, work);
    }
    fill(now, work);
  }

  /** Takes a request out whose client went away; false where it no longer waits. */
  boolean cancel(SequenceRequest request, long now, Work work) {
    if (!request.isWaiting()) {
      return false;
    }
    abandon(request);
    Sequence sequence = sequences.get(request.step().id());
    if (sequence != null) {
      dropAbandoned(sequence);
    }
    fill(now, work);
    return true;
  }

  /** Ends sequences that were idle for long, and takes requests out whose deadline has passed. */
  void tick(long now, Work work) {
    for (Sequence sequence : List.copyOf(sequences.values())) {
      if (sequence.isIdleFor(maxIdleNanos, now)) {
        end(sequence);
      } else if (!sequence.line().isEmpty()) {
        for (SequenceRequest request : sequence.line()) {
          if (request.isWaiting() && request.isPast(now)) {
            abandon(request);
            work.expired().add(request);
          }
        }
        dropAbandoned(sequence);
      }
    }
    fill(now, work);
  }

  /** Ends sequences as soon as they are idle, from now on: no request comes any more. */
  void close(long now, Work work) {
    closing = true;
    for (Sequence sequence : List.copyOf(sequences.values())) {
      if (sequence.isIdle()) {
        end(sequence);
      }
    }
    fill(now, work);
  }

  /** Forgets every sequence; nothing may run. */
  void clear() {
    List.copyOf(sequences.values()).forEach(this::forget);
    backlog.clear();
    active = 0;
  }

  /** Requests that wait for their turn. */
  int waiting() {
    return waiting;
  }

  /** Sequences that have a place. */
  int active() {
    return active;
  }

  /** Sequences that wait for a place. */
  int backlog() {
    return backlog.size();
  }

  private void abandon(SequenceRequest request) {
    request.leave();
    waiting--;
  }

  /** A sequence that waits for a place has no use for one once all its clients have gone. */
  private void dropAbandoned(Sequence sequence) {
    if (!sequence.isActive()
        && sequence.line().stream().noneMatch(SequenceRequest::isWaiting)
        && backlog.remove(sequence)) {
      forget(sequence);
    }
  }

  /** Gives the next request of an active sequence to the model, where none is there. */
  private void advance(Sequence sequence, long now, Work work) {
    if (!sequence.isActive() || sequence.isRunning()) {
      return;
    }
    SequenceRequest next = sequence.poll();
    while (next != null) {
      if (next.isWaiting() && next.isPast(now)) {
        abandon(next);
        work.expired().add(next);
      } else if (next.isWaiting()) {
        next.leave();
        waiting--;
        sequence.begin();
        work.runs().add(new Work.Run(sequence, next, sequence.isFresh()));
        return;
      }
      if (next.step().end()) {
        finish(sequence);
        return;
      }
      next = sequence.poll();
    }
    if (closing || !sequence.hasBegun()) {
      end(sequence);
    } else {
      sequence.rest(now);
    }
  }

  /** Ends a sequence whose last request is done, or has it wait to start anew. */
  private void finish(Sequence sequence) {
    if (sequence.line().isEmpty()) {
      end(sequence);
    } else {
      sequence.setActive(false);
      active--;
      backlog.add(sequence);
    }
  }

  private void end(Sequence sequence) {
    sequence.setActive(false);
    active--;
    forget(sequence);
  }

  private void forget(Sequence sequence) {
    sequences.remove(sequence.id(), sequence);
    sequence.memory().free();
  }

  /** Gives free places to the sequences that wait longest. */
  private void fill(long now, Work work) {
    while (active < maxActive && !backlog.isEmpty()) {
      Sequence next = backlog.remove();
      next.setActive(true);
      active++;
      advance(next, now, work);
    }
  }
}
