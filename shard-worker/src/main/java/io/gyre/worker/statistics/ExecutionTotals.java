package io.gyre.worker.statistics;

/**
 * Time in the three phases of execution.
 *
 * @param count how many executions
 * @param inputNanos staging inputs
 * @param inferNanos running the model
 * @param outputNanos splitting outputs
 */
record ExecutionTotals(long count, long inputNanos, long inferNanos, long outputNanos) {
  /** All three phases together. */
  long nanos() {
    return inputNanos + inferNanos + outputNanos;
  }

  DurationTotal input() {
    return new DurationTotal(count, inputNanos);
  }

  DurationTotal infer() {
    return new DurationTotal(count, inferNanos);
  }

  DurationTotal output() {
    return new DurationTotal(count, outputNanos);
  }
}
