package io.gyre.worker.statistics;

/**
 * Time that instances spent on runs.
 *
 * @param runNanos of all runs together
 * @param rowNanos the same, where each run counts as often as it has rows
 */
public record WorkTime(long runNanos, long rowNanos) {
  /** None yet. */
  public static final WorkTime NONE = new WorkTime(0, 0);

  /** What came to {@code before} until this. */
  public WorkTime since(WorkTime before) {
    return new WorkTime(runNanos - before.runNanos, rowNanos - before.rowNanos);
  }

  /**
   * The share of its time that a replica was busy. A batch that isn't full leaves room for more in
   * the same time, so that a replica that runs small batches without a pause isn't busy all the
   * time; runs of single requests leave none.
   *
   * @param nanos the time in which this was done
   * @param instances instances of the replica
   * @param batchRows rows of a full batch; 1 where requests don't share batches
   */
  public double share(long nanos, int instances, int batchRows) {
    double all = (double) nanos * instances;
    return Math.min(runNanos / all, rowNanos / (all * batchRows));
  }
}
