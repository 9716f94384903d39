package io.gyre.router.sequence;

import io.gyre.router.table.Replica;
import io.gyre.router.table.ServedVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where one sequence is, if it is anywhere yet. The request whose turn it is may read and change
 * it; the rest is guarded by the map that holds it.
 */
public final class SequencePin {
  private final SequenceKey key;
  private final SequencePins pins;
  private final Deque<SequencePins.Turn> line = new ArrayDeque<>(1);
  private boolean busy;
  private long idleSince;
  private long idleNanos;
  private AtomicBoolean handOver = new AtomicBoolean();
  private @Nullable Replica replica;
  private @Nullable ServedVersion version;

  SequencePin(SequenceKey key, SequencePins pins) {
    this.key = key;
    this.pins = pins;
  }

  SequenceKey key() {
    return key;
  }

  /** The replica that holds its state; null where the sequence isn't under way. */
  public @Nullable Replica replica() {
    return replica;
  }

  /** The version that it is pinned to; null where the sequence isn't under way. */
  public @Nullable ServedVersion version() {
    return version;
  }

  /**
   * Notes where the sequence is from now on.
   *
   * @param longestIdleNanos how long it may be without a request before it counts as ended
   */
  public void pin(Replica to, ServedVersion of, long longestIdleNanos) {
    pins.count(to);
    unpin();
    replica = to;
    version = of;
    idleNanos = longestIdleNanos;
  }

  /** Notes that the sequence is nowhere any more. */
  public void unpin() {
    if (replica != null) {
      pins.discount(replica);
      replica = null;
      version = null;
    }
  }

  Deque<SequencePins.Turn> line() {
    return line;
  }

  boolean isBusy() {
    return busy;
  }

  void setBusy() {
    busy = true;
  }

  void rest(long now) {
    busy = false;
    idleSince = now;
  }

  boolean isIdle(long now) {
    return !busy && now - idleSince > idleNanos;
  }

  /** Before a turn: nobody has left yet. */
  AtomicBoolean newTurn() {
    handOver = new AtomicBoolean();
    return handOver;
  }

  AtomicBoolean turn() {
    return handOver;
  }
}
