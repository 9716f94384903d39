package io.gyre.bench.inprocess;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Window;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The same step again and again, on the calling thread.
 *
 * @param name what progress lines call it
 * @param step does some work, and says how much
 */
public record LoopContender(String name, LongSupplier step) implements Contender {
  @Override
  public Window work(Duration length) {
    long cpu = ProcessTime.nanos();
    long begin = System.nanoTime();
    long end = begin;
    long done = 0;
    while (end - begin < length.toNanos()) {
      done += step.getAsLong();
      end = System.nanoTime();
    }
    return Window.of(done, end - begin, ProcessTime.nanos() - cpu);
  }
}
