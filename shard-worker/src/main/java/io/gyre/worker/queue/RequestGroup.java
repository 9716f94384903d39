package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;
import io.gyre.worker.validation.BatchKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waiting requests that may run together: the most urgent level first, and within it in the order
 * in which they came. Not safe for use by many threads.
 */
final class RequestGroup implements Comparable<RequestGroup> {
  private final BatchKey key;
  private final @Nullable Line[] lines;
  private int rankedLevel;
  private long rankedSequence;

  RequestGroup(BatchKey key, int levels) {
    this.key = key;
    this.lines = new Line[levels];
  }

  BatchKey key() {
    return key;
  }

  void add(PendingRequest request) {
    line(request.place().level()).add(request);
  }

  /** Takes note of the request that would run first; false where there is none. */
  boolean rank() {
    for (int level = 0; level < lines.length; level++) {
      Line line = lines[level];
      PendingRequest head = line == null ? null : line.head();
      if (head != null) {
        rankedLevel = level;
        rankedSequence = head.sequence();
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    for (Line line : lines) {
      if (line != null && !line.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code request} would run before the one that was first at {@link #rank()}. */
  boolean isLedBy(PendingRequest request) {
    int level = request.place().level();
    return level < rankedLevel || (level == rankedLevel && !line(level).hasOnTime());
  }

  /** By the request that would run first, as of {@link #rank()}. */
  @Override
  public int compareTo(RequestGroup other) {
    return rankedLevel != other.rankedLevel
        ? Integer.compare(rankedLevel, other.rankedLevel)
        : Long.compare(rankedSequence, other.rankedSequence);
  }

  /** The request that waited longest, whatever its level; null where there is none. */
  @Nullable PendingRequest oldest() {
    PendingRequest oldest = null;
    for (Line line : lines) {
      PendingRequest candidate = line == null ? null : line.oldest();
      if (candidate != null && (oldest == null || candidate.sequence() < oldest.sequence())) {
        oldest = candidate;
      }
    }
    return oldest;
  }

  /** How long the oldest request has waited. */
  long age(long now) {
    PendingRequest oldest = oldest();
    return oldest == null ? 0 : now - oldest.acceptedAt();
  }

  /** Most rows to run now; 0 to wait for more. */
  int rowsNow(BatchPolicy policy, long now) {
    BatchPolicy.Weighing weighing = policy.weigh();
    boolean more = true;
    for (int level = 0; more && level < lines.length; level++) {
      Line line = lines[level];
      more = line == null || line.weigh(weighing, now);
    }
    return weighing.rowsNow(age(now));
  }

  /** Moves the request that waited longest into {@code taken}, or drops it. */
  void takeOldest(long now, TakenBatch taken) {
    PendingRequest oldest = oldest();
    if (oldest != null) {
      taken.offer(oldest, now);
      line(oldest.place().level()).remove(oldest);
    }
  }

  /**
   * Moves the next ones that fit into {@code taken}, at least one in all; drops cancelled and
   * expired ones on the way.
   */
  void take(int maxRows, int maxRequests, long now, TakenBatch taken) {
    for (Line line : lines) {
      if (line != null && !take(line, maxRows, maxRequests, now, taken)) {
        return;
      }
    }
  }

  /** Whether the line's end was reached. */
  private static boolean take(Line line, int maxRows, int maxRequests, long now, TakenBatch taken) {
    for (PendingRequest next = line.next(now); next != null; next = line.next(now)) {
      if (!taken.fits(next, maxRows, maxRequests, now)) {
        return false;
      }
      taken.offer(next, now);
      line.remove(next);
    }
    return true;
  }

  private Line line(int level) {
    Line line = lines[level];
    if (line == null) {
      line = new Line();
      lines[level] = line;
    }
    return line;
  }

  /**
   * Drops cancelled and expired requests, wherever they are in line.
   *
   * @param soonest the next moment at which a request of other groups expires
   * @return the same of this group as well
   */
  Deadline evict(long now, List<PendingRequest> expired, Deadline soonest) {
    Deadline next = soonest;
    for (Line line : lines) {
      if (line != null) {
        next = line.evict(now, expired, next);
      }
    }
    return next;
  }
}
