package io.gyre.bench.experiment;

import io.gyre.bench.load.ClosedLoop;
import java.time.Duration;

/**
 * What one stretch of load showed.
 *
 * @param rate answers a second
 * @param cpuMicros processor time of the server for each answer, in microseconds
 */
record Window(double rate, double cpuMicros) {
  private static final Duration SETTLE = Duration.ofMillis(200);

  /** Loads a contender for {@code length}, after a short start that isn't counted. */
  static Window of(Contender contender, Duration length) throws InterruptedException {
    try (ClosedLoop load = contender.load().get()) {
      Thread.sleep(SETTLE);
      long count = load.answered();
      Duration cpu = contender.server().cpu();
      long begin = System.nanoTime();
      Thread.sleep(length);
      double seconds = (System.nanoTime() - begin) / 1e9;
      long answers = load.answered() - count;
      Duration spent = contender.server().cpu().minus(cpu);
      load.check();
      return new Window(answers / seconds, spent.toNanos() / 1e3 / Math.max(1, answers));
    }
  }
}
