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
  static final ExecutionTotals NONE = new ExecutionTotals(0, 0, 0, 0);

  /** These and {@code times} times the phases of {@code execution}. */
  ExecutionTotals plus(Execution execution, int times) {
    return new ExecutionTotals(
        count + times,
        inputNanos + times * (execution.staged() - execution.started()),
        inferNanos + times * (execution.ran() - execution.staged()),
        outputNanos + times * (execution.split() - execution.ran()));
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
