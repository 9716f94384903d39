package io.gyre.bench.load;

import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Load on a server while something else happens to it. */
public final class Background {
  private static final Duration MORE = Duration.ofMillis(500);

  private Background() {}

  /** What happens meanwhile. */
  @FunctionalInterface
  public interface Happening {
    /** Goes on until about {@code end}, on the clock of {@link System#nanoTime()}. */
    void until(long end) throws IOException, InterruptedException;
  }

  /**
   * Loads for so long, while that happens; both have ended when this returns. Where what happens
   * takes longer, it is loaded on, which isn't part of the result: it may be waiting for answers.
   */
  public static RunResult during(OpenLoop load, Duration length, Happening happening)
      throws IOException, InterruptedException {
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      AtomicBoolean happened = new AtomicBoolean();
      Future<RunResult> loading =
          beside.submit(() -> {
            RunResult measured = load.run(length);
            while (!happened.get()) {
              var _ = load.run(MORE);
            }
            return measured;
          });
      try {
        happening.until(System.nanoTime() + length.toNanos());
      } catch (IOException | InterruptedException | RuntimeException e) {
        loading.cancel(true);
        throw e;
      } finally {
        happened.set(true);
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
