package io.gyre.bench.fleet;

import io.gyre.cluster.placement.Fill;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Move;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.UnitNeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One simulation. */
public final class FleetRun {
  private static final double TAIL = 0.01;

  private final FleetPlan plan;
  private final FleetWorld world;
  private final List<FleetSample> samples = new ArrayList<>();
  private final List<Double> millis = new ArrayList<>();
  private Placement placement;
  private double moved;
  private double ideal;

  private FleetRun(FleetPlan plan) {
    this.plan = plan;
    world = new FleetWorld(plan);
    placement = Placement.of(world.members(), world.needs());
  }

  /**
   * Takes a cluster through all events.
   *
   * @param progress takes a line now and then
   */
  public static FleetOutcome of(FleetPlan plan, Consumer<String> progress) {
    FleetRun run = new FleetRun(plan);
    run.sample(0);
    for (int event = 1; event <= plan.events(); event++) {
      run.step();
      if (event % plan.sampling() == 0) {
        run.sample(event);
      }
      if (event % Math.max(1, plan.events() / 20) == 0) {
        progress.accept("%,d of %,d events".formatted(event, plan.events()));
      }
    }
    return new FleetOutcome(plan, run.samples, run.millis);
  }

  private void step() {
    Placement before = placement;
    FleetEvent event = world.happen();
    List<UnitNeed> needs = world.needs();
    long begin = System.nanoTime();
    placement =
        event == FleetEvent.WORKER ? before.withMembers(world.members()) : before.withUnits(needs);
    millis.add((System.nanoTime() - begin) / 1e6);
    Set<String> left = new HashSet<>(ids(before));
    Set<String> now = ids(placement);
    double fair = 1.0 / Math.max(1, now.size());
    boolean joined = !left.containsAll(now);
    left.removeAll(now);
    for (Move move : Move.between(before, placement)) {
      moved += (double) move.need().bytes() * move.to().size();
      ideal += (double) move.need().bytes() * homeless(before, move, left);
    }
    if (joined) {
      ideal += fair * total();
    }
  }

  private static Set<String> ids(Placement placement) {
    Set<String> ids = new HashSet<>();
    placement.members().forEach(member -> ids.add(member.id()));
    return ids;
  }

  /** Replicas that had to be loaded: what a worker took with it, and what is wanted in addition. */
  private static long homeless(Placement before, Move move, Set<String> left) {
    long gone = move.from().stream().filter(left::contains).count();
    long more = (long) move.to().size() - move.from().size();
    return Math.max(Math.max(gone, more), 0);
  }

  private double total() {
    return world.models().stream().mapToDouble(m -> (double) m.bytes() * m.replicas()).sum();
  }

  private void sample(int event) {
    double used = 0;
    double memory = 0;
    double fullest = 0;
    for (MemberCapacity member : placement.members()) {
      Fill fill = placement.fillOf(member);
      used += fill.used();
      memory += fill.memory();
      fullest = Math.max(fullest, (double) fill.used() / fill.memory());
    }
    double[] loads = loads();
    double mean = Arrays.stream(loads).average().orElse(0);
    double most = Arrays.stream(loads).max().orElse(0);
    samples.add(
        new FleetSample(
            event,
            used / memory,
            fullest,
            mean == 0 ? 1 : most / mean,
            Latency.exceeded(loads, TAIL),
            moved,
            ideal,
            placement.shortfalls().size()));
  }

  /** The load of each worker, where a model's replicas share its load evenly. */
  private double[] loads() {
    Map<String, Double> loads = new HashMap<>();
    placement.members().forEach(member -> loads.put(member.id(), 0.0));
    for (Demand model : world.models()) {
      List<String> hosts = placement.hostsOf(model.need().key());
      hosts.forEach(host -> loads.merge(host, model.load() / hosts.size(), Double::sum));
    }
    return loads.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
