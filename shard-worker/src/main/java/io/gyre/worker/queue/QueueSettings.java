package io.gyre.worker.queue;

import java.time.Duration;

/**
 * What an operator may set of every unit's queue. Limits are checked against what waits when a
 * request comes; a request that finds nothing before it is let in whatever its size.
 *
 * @param mostRequests how many requests may wait in a level whose policy sets no bound; 0 for any
 *     number
 * @param mostRows how many rows may wait; 0 for any number
 * @param mostBytes how many bytes of requests may wait; 0 for any number
 * @param longestWait how long a request may be predicted to wait; zero for any time
 * @param fairTurn every so many batches one starts with the request that waited longest, whatever
 *     its level; 0 for never
 */
public record QueueSettings(
    long mostRequests, long mostRows, long mostBytes, Duration longestWait, int fairTurn) {
  /** The settings that hold where an operator says nothing. */
  public static final QueueSettings DEFAULTS =
      new QueueSettings(0, 0, 256L << 20, Duration.ZERO, 16);

  public QueueSettings {
    if (mostRequests < 0
        || mostRows < 0
        || mostBytes < 0
        || longestWait.isNegative()
        || fairTurn < 0) {
      throw new IllegalArgumentException("a negative limit");
    }
  }
}
