package io.gyre.bench.cluster;

import io.gyre.bench.load.Background;
import io.gyre.bench.load.Background.Happening;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.process.ServerProcess;
import io.gyre.bench.version.AnswerJudge;
import io.gyre.loadtest.run.RunResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients of routers, half of the load at each of two; they don't send anything twice.
 *
 * @param model that is asked
 * @param rate requests a second at each router
 * @param judge sees the answers
 */
record ClusterLoad(String model, double rate, AnswerJudge judge) {
  static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration BEFORE = Duration.ofSeconds(1);

  /** What came of the load at each router. */
  record Seen(List<RunResult> results) {
    long failed() {
      return results.stream().mapToLong(one -> one.measured().failed()).sum();
    }

    long answered() {
      return results.stream().mapToLong(one -> one.measured().answered()).sum();
    }

    /** A percentile of the latency over all in milliseconds. */
    double millis(double percentile) {
      var all = results.getFirst().measured().latency().copy();
      results.stream().skip(1).forEach(one -> all.add(one.measured().latency()));
      return all.getValueAtPercentile(percentile) / 1e6;
    }

    /** What failed, in words. */
    String failures() {
      return results.stream()
          .flatMap(one -> one.measured().failures().entrySet().stream())
          .map(one -> one.getKey() + "=" + one.getValue().count())
          .toList()
          .toString();
    }
  }

  /** Loads two routers for so long, while that happens. */
  Seen during(ServerProcess first, ServerProcess second, Duration length, Happening happening)
      throws IOException, InterruptedException {
    AtomicReference<RunResult> other = new AtomicReference<>();
    RunResult one =
        Background.during(
            at(first), length, _ -> other.set(Background.during(at(second), length, happening)));
    return new Seen(List.of(one, other.get()));
  }

  /** Loads one router alone. */
  Seen during(ServerProcess router, Duration length, Happening happening)
      throws IOException, InterruptedException {
    return new Seen(List.of(Background.during(at(router), length, happening)));
  }

  private OpenLoop at(ServerProcess router) {
    ServedTarget target = Door.GRPC.of(router);
    return new OpenLoop(target.wire(), call(target), rate, DEADLINE, judge);
  }

  Call call(ServedTarget target) {
    return target.call(model, target.sample(model));
  }

  /** What happens a second after the load began. */
  static Happening later(Happening happening) {
    return end -> {
      Thread.sleep(BEFORE);
      happening.until(end);
    };
  }
}
