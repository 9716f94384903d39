package io.gyre.bench.walk;

import io.gyre.cluster.hashing.Hash64;
import io.gyre.router.control.RoutingPolicy;
import io.gyre.router.table.ModelRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One random walk. The same seed gives the same one, and so does every selection of its steps.
 *
 * @param seed what it is made from
 */
record Walk(long seed) {
  private static final int LENGTH = 250;

  /**
   * What went wrong.
   *
   * @param problems what must not have happened
   * @param trace what happened before, step by step
   */
  record Violation(List<String> problems, List<String> trace) {
    Violation {
      problems = List.copyOf(problems);
      trace = List.copyOf(trace);
    }
  }

  WalkShape shape() {
    return WalkShape.any(new Random(Hash64.mix(seed)));
  }

  List<Step> steps() {
    return Step.walk(new Random(Hash64.mix(~seed)), LENGTH);
  }

  /** Takes some of the steps, then lets everything come to rest. */
  Optional<Violation> run(List<Step> steps) {
    return run(steps, ModelRouting::decide);
  }

  /** The same with routers that decide by another policy, such as a wrong one. */
  Optional<Violation> run(List<Step> steps, RoutingPolicy policy) {
    List<String> trace = new ArrayList<>();
    trace.add("a cluster of " + shape());
    List<String> problems;
    try (WalkCluster cluster = new WalkCluster(shape(), new Random(seed), policy)) {
      problems = take(steps, cluster, trace);
      if (problems.isEmpty()) {
        trace.add("everything comes to rest");
        problems = new Settling(cluster).settle();
      }
    } catch (RuntimeException | Error defect) {
      problems =
          List.of("a defect: " + defect + " at " + List.of(defect.getStackTrace()).getFirst());
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(new Violation(problems, trace));
  }

  private static List<String> take(List<Step> steps, WalkCluster cluster, List<String> trace) {
    Events events = new Events(cluster);
    for (Step step : steps) {
      String happened = events.happen(step);
      List<String> problems = cluster.check();
      if (!happened.isEmpty()) {
        trace.add(happened);
      }
      if (!problems.isEmpty()) {
        return problems;
      }
    }
    return List.of();
  }
}
