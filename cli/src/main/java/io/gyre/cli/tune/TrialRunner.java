package io.gyre.cli.tune;

import io.gyre.loader.engine.ExecutionException;
import io.gyre.worker.warmup.PreparedBatch;
import io.gyre.worker.warmup.TrialRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Runs a model as a candidate says: on as many threads as it has instances, without a pause. */
final class TrialRunner implements AutoCloseable {
  private final ExecutorService instances;

  /**
   * @param mostInstances of any candidate
   */
  TrialRunner(int mostInstances) {
    instances =
        Executors.newFixedThreadPool(
            mostInstances, Thread.ofPlatform().daemon().name("gyre-tune-", 0).factory());
  }

  /** Runs one candidate for about that long; each instance at least once. */
  Sample run(TrialRuns model, Candidate candidate, Duration time)
      throws ExecutionException, InterruptedException {
    List<Callable<Histogram>> tasks = new ArrayList<>();
    long start = System.nanoTime();
    for (int n = 0; n < candidate.instances(); n++) {
      tasks.add(() -> instance(model, candidate.rows(), start + time.toNanos()));
    }
    Histogram latencies = new Histogram(3);
    for (Future<Histogram> ended : instances.invokeAll(tasks)) {
      latencies.add(result(ended));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Sample(latencies.getTotalCount() * candidate.rows() / seconds, latencies);
  }

  private static Histogram instance(TrialRuns model, int rows, long end) throws ExecutionException {
    Histogram latencies = new Histogram(3);
    try (PreparedBatch batch = model.prepare(rows)) {
      long now = System.nanoTime();
      do {
        batch.run();
        long after = System.nanoTime();
        latencies.recordValue(after - now);
        now = after;
      } while (now - end < 0);
    }
    return latencies;
  }

  private static Histogram result(Future<Histogram> ended)
      throws ExecutionException, InterruptedException {
    try {
      return ended.get();
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof ExecutionException failed) {
        throw failed;
      }
      throw new IllegalStateException("a trial ended unexpectedly", e.getCause());
    }
  }

  @Override
  public void close() {
    instances.shutdownNow();
  }
}
