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
  private final Duration deadline;
  private final List<RunResult> results = new ArrayList<>();

  /**
   * @param load from clients that wait longer than the deadline
   * @param deadline of the requests, within which answers count
   */
  OverloadContender(String name, OpenLoop load, Duration deadline) {
    this.name = name;
    this.load = load;
    this.deadline = deadline;
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
    return new Window(inTime(result) * 1e9 / length.toNanos(), Double.NaN);
  }

  private long inTime(RunResult result) {
    return result.measured().latency().getCountBetweenValues(0, deadline.toNanos());
  }

  /** How the answers' 99th percentile spreads over the turns. */
  Figure p99(String id) {
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
    long inTime = results.stream().mapToLong(this::inTime).sum();
    long late = results.stream().mapToLong(r -> r.measured().answered()).sum() - inTime;
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
        "offered %,.0f/s; of %,d requests %,d answered in time, %,d late, else %s",
        load.rate(),
        offered,
        inTime,
        late,
        failures);
  }
}
