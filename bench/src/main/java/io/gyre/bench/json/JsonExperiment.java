package io.gyre.bench.json;

import com.sun.management.ThreadMXBean;
import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.inprocess.LoopContender;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a request of many JSON numbers, against a parser of doubles over the same text. */
public final class JsonExperiment implements Experiment {
  private static final int NUMBERS = 16_384;

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String description() {
    return "JSON numbers to tensor bytes, against a plain parser of doubles; garbage for each number";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress) throws InterruptedException {
    try (JsonNumbers numbers = new JsonNumbers(NUMBERS)) {
      String id = "json.numbers";
      LoopContender reader = new LoopContender("reader", numbers::read);
      LoopContender parser = new LoopContender("fast double parser", numbers::parse);
      Figure rate =
          new Duel(reader, parser, effort, progress)
              .run(id)
              .rate(id, "1/s", Asked.ratioAtLeast(0.6), "requests of 16,384 FP32 numbers");
      return List.of(rate, garbage(numbers, effort));
    }
  }

  private static Figure garbage(JsonNumbers numbers, Effort effort) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Double> bytes = new ArrayList<>();
    for (int run = 0; run < effort.pairs(); run++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long read = numbers.read();
      bytes.add((threads.getCurrentThreadAllocatedBytes() - before) / (double) read);
    }
    return Figure.ofRuns(
        "json.garbage-per-number",
        Spread.of(bytes),
        "B",
        Double.NaN,
        Asked.valueAtMost(1),
        "heap bytes of the whole request over its numbers");
  }
}
