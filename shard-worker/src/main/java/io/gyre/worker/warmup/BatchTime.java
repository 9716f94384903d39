package io.gyre.worker.warmup;

/**
 * How long a batch of some size took.
 *
 * @param rows its size
 * @param nanos the shortest time of a run that was seen
 */
record BatchTime(int rows, long nanos) {
  BatchTime {
    if (rows < 1 || nanos < 1) {
      throw new IllegalArgumentException(rows + " rows in " + nanos + " ns");
    }
  }

  /** The same size, with the shorter of the two times. */
  BatchTime or(long otherNanos) {
    return otherNanos < nanos ? new BatchTime(rows, Math.max(otherNanos, 1)) : this;
  }
}
