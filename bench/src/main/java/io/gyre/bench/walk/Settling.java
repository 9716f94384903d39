package io.gyre.bench.walk;

import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.Shortfall;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lets a cluster come to rest, without further trouble, and says what isn't as it should be. */
final class Settling {
  /** The longest that anything waits: back-off, redial, grace, roll-back window. */
  private static final int ROUNDS = 300;

  /** Nothing is expected before so many rounds. */
  private static final int EARLY = 4;

  /**
   * What a drain has nobody to give to after so many rounds, it never will: its deadline ends it.
   */
  private static final int DRAIN_ROUNDS = 20;

  private static final Set<UnitState> SETTLED = EnumSet.of(UnitState.UNLOADED, UnitState.FAILED);

  private final WalkCluster cluster;

  Settling(WalkCluster cluster) {
    this.cluster = cluster;
  }

  /** What is wrong; empty once everything has settled. */
  List<String> settle() {
    List<String> wrong = List.of("nothing was looked at");
    for (int round = 0; round < ROUNDS && !wrong.isEmpty(); round++) {
      // First in small steps, then in larger ones, so that the longest times pass as well.
      cluster.pass(Duration.ofMillis(round < EARLY ? 100 : 2_000));
      joinAll(round >= DRAIN_ROUNDS);
      exchange();
      List<String> violations = cluster.check();
      if (!violations.isEmpty()) {
        return violations;
      }
      wrong = round < EARLY ? List.of("it is early") : wrong();
    }
    return wrong;
  }

  /** Has everybody there, and knowing the same. */
  private void joinAll(boolean drainsEnd) {
    cluster.lines().stream()
        .filter(line -> !line.isReachable())
        .forEach(line -> line.setReachable(true));
    for (SimulatedWorker worker : cluster.workers()) {
      WorkerProcess process = worker.process();
      if (process != null && process.isDrained()) {
        cluster.end(worker, true);
      } else if (process != null && drainsEnd && isStranded(process)) {
        cluster.end(worker, false);
      }
      cluster.start(worker);
      cluster.list(worker, true);
      worker.hear(cluster.members());
      process = worker.process();
      if (process != null) {
        process.read();
      }
    }
  }

  /** Whether it drains, and holds a model that no other worker has a place for. */
  private boolean isStranded(WorkerProcess process) {
    Placement placement = placement();
    return process.isDraining()
        && process.held().stream()
            .map(unit -> new UnitKey(unit.model(), 0))
            .anyMatch(key -> placement.hostsOf(key).isEmpty());
  }

  private Placement placement() {
    return Placement.of(cluster.members(), cluster.needs().of(cluster.registry().catalogue()));
  }

  /** Lets arrive whatever is on its way, and ends whatever is under way. */
  private void exchange() {
    for (boolean any = true; any; ) {
      any = false;
      for (Line line : cluster.lines()) {
        line.noticeable().forEach(LineStream::notice);
        for (LineStream stream : line.deliverable()) {
          any = true;
          stream.deliver(true);
        }
        any |= line.hasArriving() || line.hasAnswers();
        line.arrive();
        line.answer();
      }
      for (SimulatedWorker worker : cluster.workers()) {
        WorkerProcess process = worker.process();
        if (process != null) {
          any |= !process.loading().isEmpty() || !process.busy().isEmpty();
          process.loading().forEach(unit -> process.load(unit, false));
          process.busy().forEach(process::finish);
        }
      }
      cluster.time().runDue();
    }
  }

  private List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    cluster.workers().stream()
        .filter(SimulatedWorker::isDraining)
        .forEach(worker -> wrong.add(worker.id() + " never emptied"));
    Placement placement = placement();
    Set<String> lacking =
        placement.shortfalls().stream()
            .map(Shortfall::need)
            .map(need -> need.key().model())
            .collect(Collectors.toSet());
    for (SimulatedRouter router : cluster.routers()) {
      for (String model : cluster.registry().models()) {
        if (!lacking.contains(model)) {
          Set<String> hosts = new TreeSet<>(placement.hostsOf(new UnitKey(model, 0)));
          wrong.addAll(wrong(router, model, hosts));
        }
      }
    }
    if (cluster.unanswered() > 0) {
      wrong.add(cluster.unanswered() + " requests are not answered");
    }
    return wrong;
  }

  private List<String> wrong(SimulatedRouter router, String model, Set<String> hosts) {
    UnitId wanted = cluster.registry().wanted(model);
    List<String> wrong = new ArrayList<>();
    ModelRoutes routes = router.routes(model);
    if (routes == null
        || routes.current().id().version() != wanted.version()
        || !routes.current().id().revision().equals(wanted.revision())) {
      wrong.add(
          "%s serves %s of %s, expected %s"
              .formatted(
                  router.name(),
                  routes == null ? "nothing" : routes.current().id(),
                  model,
                  wanted));
    }
    List<Holding> held =
        router.view().holdings(model).stream()
            .filter(holding -> !SETTLED.contains(holding.state()))
            .toList();
    Set<String> found =
        held.stream()
            .map(holding ->
                holding.state() == UnitState.READY && holding.unit().equals(wanted)
                    ? holding.worker()
                    : "%s of %s at %s".formatted(holding.state(), holding.unit(), holding.worker()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!found.equals(hosts)) {
      wrong.add(
          "%s is told that %s is at %s, expected %s".formatted(router.name(), model, found, hosts));
    }
    return wrong;
  }
}
