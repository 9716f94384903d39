package io.gyre.bench.overload;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Window;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.load.OpenLoop;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A server under an open loop that it can't keep up with; counts answers that came in time. */
final class OverloadContender implements Contender {
  private final String name;
  private final OpenLoop load;
  private final List<RunResult> results = new ArrayList<>();

  OverloadContender(String name, OpenLoop load) {
    this.name = name;
    this.load = load;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Window work(Duration length) throws InterruptedException {
    RunResult result = load.run(length);
    if (result.verdict() instanceof Verdict.Invalid(String reason)) {
      throw new IllegalStateException(reason);
    }
    results.add(result);
    return new Window(result.rate(), Double.NaN);
  }

  /** How the answers' 99th percentile spreads over the turns. */
  Figure p99(String id, Duration deadline) {
    List<Double> millis =
        results.stream()
            .filter(result -> result.measured().answered() > 0)
            .map(result -> result.measured().latency().getValueAtPercentile(99) / 1e6)
            .toList();
    double limit = deadline.toNanos() / 1e6;
    return Figure.ofRuns(
        id,
        millis.isEmpty() ? new Spread(Double.POSITIVE_INFINITY, 0, 0) : Spread.of(millis),
        "ms",
        limit,
        Asked.valueAtMost(limit),
        "of what was answered");
  }

  /** What became of the requests, all turns together. */
  String summary() {
    long offered = results.stream().mapToLong(r -> r.measured().scheduled()).sum();
    long answered = results.stream().mapToLong(r -> r.measured().answered()).sum();
    Map<String, Long> failures = new TreeMap<>();
    for (RunResult result : results) {
      result
          .measured()
          .failures()
          .forEach(
              (failure, count) -> failures.merge(failure.toString(), count.count(), Long::sum));
    }
    return String.format(
        Locale.ROOT,
        "offered %,.0f/s; of %,d requests %,d answered, else %s",
        load.rate(),
        offered,
        answered,
        failures);
  }
}
