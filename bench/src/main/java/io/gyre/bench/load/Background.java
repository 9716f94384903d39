package io.gyre.bench.load;

import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Load on a server while something else happens to it. */
public final class Background {
  private Background() {}

  /** What happens meanwhile. */
  @FunctionalInterface
  public interface Happening {
    /** Goes on until about {@code end}, on the clock of {@link System#nanoTime()}. */
    void until(long end) throws IOException, InterruptedException;
  }

  /** Loads for so long, while that happens; both have ended when this returns. */
  public static RunResult during(OpenLoop load, Duration length, Happening happening)
      throws IOException, InterruptedException {
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<RunResult> loading = beside.submit(() -> load.run(length));
      try {
        happening.until(System.nanoTime() + length.toNanos());
      } catch (IOException | InterruptedException | RuntimeException e) {
        loading.cancel(true);
        throw e;
      }
      RunResult result = loading.get();
      if (result.verdict() instanceof Verdict.Invalid(String reason)) {
        throw new IllegalStateException(reason);
      }
      return result;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load ended", e.getCause());
    }
  }

  /** A percentile of the answers' latency in milliseconds. */
  public static double millis(RunResult result, double percentile) {
    return result.measured().latency().getValueAtPercentile(percentile) / 1e6;
  }
}
