package io.gyre.worker.statistics;

import io.gyre.inference.response.Refusal;
import io.gyre.worker.queue.PendingRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one model version executed and refused since it was loaded. The protocol's statistics and
 * the metrics are both read from here, so that they agree. Requests are counted before their
 * answers leave.
 */
public final class UnitStatistics {
  private final InstantSource clock;
  private final Distribution queueSeconds = Distribution.ofSeconds();
  private final Distribution computeSeconds = Distribution.ofSeconds();
  private final Distribution batchRows = Distribution.ofRows();
  private final RefusalCounts failures = new RefusalCounts();
  private final TreeMap<Integer, ExecutionCounter> byBatchSize = new TreeMap<>();
  private final DurationCounter success = new DurationCounter();
  private final DurationCounter queue = new DurationCounter();
  private final DurationCounter cacheHit = new DurationCounter();
  private final DurationCounter cacheMiss = new DurationCounter();
  private final ExecutionCounter perRequest = new ExecutionCounter();
  private long lastInferenceMillis;
  private long inferences;
  private long executions;
  private long failedExecutions;

  public UnitStatistics(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a run and the requests that it answered. */
  public synchronized void executed(Execution execution) {
    int requests = execution.requests().size();
    long waited = 0;
    for (int i = 0; i < requests; i++) {
      PendingRequest request = execution.requests().get(i);
      long queued = execution.started() - request.acceptedAt();
      waited += queued;
      queueSeconds.add(seconds(queued), 1);
    }
    queue.add(requests, waited);
    success.add(requests, waited + requests * (execution.split() - execution.started()));
    perRequest.add(execution, requests);
    computeSeconds.add(seconds(execution.ran() - execution.staged()), requests);
    batchRows.add(execution.rows(), 1);
    byBatchSize.computeIfAbsent(execution.rows(), _ -> new ExecutionCounter()).add(execution, 1);
    inferences += execution.rows();
    executions++;
    lastInferenceMillis = clock.millis();
  }

  /**
   * Counts a request that was answered without a run.
   *
   * @param nanos from its acceptance to its answer
   * @param lookupNanos of these, what it took to find the answer
   */
  public synchronized void answeredFromCache(long nanos, long lookupNanos) {
    success.add(1, nanos);
    cacheHit.add(1, lookupNanos);
  }

  /**
   * Counts that an answered request spent {@code nanos} on looking it up in vain and keeping it.
   */
  public synchronized void missedCache(long nanos) {
    cacheMiss.add(1, nanos);
  }

  /** Counts a run that answered none of its requests. */
  public synchronized void executionFailed() {
    failedExecutions++;
  }

  /** Counts a refused request that took {@code nanos}, without waiting for those who count runs. */
  public void refused(Refusal.Reason reason, long nanos) {
    failures.add(reason, nanos);
  }

  /** Runs that answered their requests. */
  public synchronized long executions() {
    return executions;
  }

  /** How long instances were busy until now. */
  public synchronized WorkTime workTime() {
    long runs = 0;
    long rows = 0;
    for (Map.Entry<Integer, ExecutionCounter> ofSize : byBatchSize.entrySet()) {
      long nanos = ofSize.getValue().totals().nanos();
      runs += nanos;
      rows += ofSize.getKey() * nanos;
    }
    return new WorkTime(runs, rows);
  }

  /** The figures of one moment. */
  synchronized Snapshot snapshot() {
    TreeMap<Integer, ExecutionTotals> bySize = new TreeMap<>();
    byBatchSize.forEach((rows, counter) -> bySize.put(rows, counter.totals()));
    return new Snapshot(
        success.total(),
        failures.totals(),
        queue.total(),
        cacheHit.total(),
        cacheMiss.total(),
        perRequest.totals(),
        bySize,
        lastInferenceMillis,
        inferences,
        executions,
        failedExecutions,
        queueSeconds.snapshot(),
        computeSeconds.snapshot(),
        batchRows.snapshot());
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /**
   * Figures of one moment.
   *
   * @param success answered requests, from acceptance to answer
   * @param failures refused requests by reason
   * @param queue waits of answered requests
   * @param cacheHit requests answered from the cache, and what it took to find their answers
   * @param cacheMiss requests that were not, and what it took to look and to keep the answers
   * @param perRequest phases, counted once for each request of a run
   * @param byBatchSize phases, counted once for each run, by its rows
   * @param lastInferenceMillis end of the last run in milliseconds since 1970; 0 before the first
   * @param inferences rows that ran
   * @param executions runs that answered their requests
   * @param failedExecutions runs that answered none
   * @param queueSeconds waits of answered requests
   * @param computeSeconds run times, once for each answered request
   * @param batchRows rows of each run
   */
  record Snapshot(
      DurationTotal success,
      Map<Refusal.Reason, DurationTotal> failures,
      DurationTotal queue,
      DurationTotal cacheHit,
      DurationTotal cacheMiss,
      ExecutionTotals perRequest,
      TreeMap<Integer, ExecutionTotals> byBatchSize,
      long lastInferenceMillis,
      long inferences,
      long executions,
      long failedExecutions,
      Distribution.Snapshot queueSeconds,
      Distribution.Snapshot computeSeconds,
      Distribution.Snapshot batchRows) {}
}
