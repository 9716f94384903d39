package io.gyre.worker.statistics;

/**
 * Time in the three phases of execution.
 *
 * @param input staging inputs
 * @param infer running the model
 * @param output splitting outputs
 */
public record ExecutionTotals(DurationTotal input, DurationTotal infer, DurationTotal output) {
  static final ExecutionTotals NONE =
      new ExecutionTotals(DurationTotal.NONE, DurationTotal.NONE, DurationTotal.NONE);

  /** These and {@code times} times the phases of {@code execution}. */
  ExecutionTotals plus(Execution execution, int times) {
    return new ExecutionTotals(
        input.plus(times, times * (execution.staged() - execution.started())),
        infer.plus(times, times * (execution.ran() - execution.staged())),
        output.plus(times, times * (execution.split() - execution.ran())));
  }
}
