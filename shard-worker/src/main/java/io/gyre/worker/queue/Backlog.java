package io.gyre.worker.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Count of the requests that wait, and of their rows, by priority level; and of their bytes. Safe
 * for use by many threads.
 */
final class Backlog {
  /** Rows in the upper half of each, requests in the lower: one operation changes both. */
  private final AtomicLongArray levels;

  private final AtomicLong bytes = new AtomicLong();

  Backlog(int levels) {
    this.levels = new AtomicLongArray(levels);
  }

  /** Counts a request in; returns how many of its level wait, it included. */
  int add(PendingRequest request) {
    bytes.addAndGet(request.bytes());
    return (int) levels.addAndGet(request.place().level(), packed(1, request.valid().rows()));
  }

  void remove(PendingRequest request) {
    remove(request.place().level(), 1, request.valid().rows(), request.bytes());
  }

  /** Counts out some requests of one level. */
  void remove(int level, int requests, int rows, long ofBytes) {
    bytes.addAndGet(-ofBytes);
    levels.addAndGet(level, -packed(requests, rows));
  }

  /** Requests of all levels. */
  int requests() {
    int sum = 0;
    for (int level = 0; level < levels.length(); level++) {
      sum += requests(level);
    }
    return sum;
  }

  int requests(int level) {
    return (int) levels.get(level);
  }

  /** Rows of the levels from the most urgent to this one: those that go before a request of it. */
  long rowsUpTo(int level) {
    long sum = 0;
    for (int each = 0; each <= level; each++) {
      sum += levels.get(each) >> Integer.SIZE;
    }
    return sum;
  }

  long bytes() {
    return bytes.get();
  }

  private static long packed(int requests, int rows) {
    return ((long) rows << Integer.SIZE) + requests;
  }
}
