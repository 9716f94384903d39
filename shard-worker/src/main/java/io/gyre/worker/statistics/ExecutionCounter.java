package io.gyre.worker.statistics;

/** Adds up the phases of executions. Not safe for use by many threads. */
final class ExecutionCounter {
  private long count;
  private long inputNanos;
  private long inferNanos;
  private long outputNanos;

  /** Adds {@code times} times the phases of {@code execution}. */
  void add(Execution execution, int times) {
    count += times;
    inputNanos += times * (execution.staged() - execution.started());
    inferNanos += times * (execution.ran() - execution.staged());
    outputNanos += times * (execution.split() - execution.ran());
  }

  ExecutionTotals totals() {
    return new ExecutionTotals(count, inputNanos, inferNanos, outputNanos);
  }
}
