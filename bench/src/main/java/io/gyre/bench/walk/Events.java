package io.gyre.bench.walk;

import io.gyre.inference.unit.UnitId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Brings steps about. */
final class Events {
  private static final String NOTHING = "";

  private final WalkCluster cluster;

  Events(WalkCluster cluster) {
    this.cluster = cluster;
  }

  /** Does what the step says; the result says what happened, and is empty where nothing could. */
  String happen(Step step) {
    return switch (step.kind()) {
      case PUBLISH, PUBLISH_BAD, REVISE, WITHDRAW, DEMAND -> registry(step);
      case READ, HEAR, DRAIN, CRASH, LOAD, FINISH, TICK -> worker(step);
      case RELIST, START -> membership(step);
      case REPLACE_ROUTER, REQUEST -> router(step);
      case BREAK, NOTICE, PARTITION, DELIVER, ARRIVE, ANSWER -> line(step);
      case WAIT -> {
        boolean isLong = step.second() % 12 == 0;
        Duration span = Duration.ofMillis(isLong ? 5_000 : 1 + step.first() % 500);
        cluster.pass(span);
        yield span.toMillis() + " ms pass";
      }
    };
  }

  private String registry(Step step) {
    Registry registry = cluster.registry();
    String model = step.choose(registry.models());
    switch (step.kind()) {
      case PUBLISH -> registry.publish(model, cluster.shape().fileBytes(), true);
      case PUBLISH_BAD -> registry.publish(model, cluster.shape().fileBytes(), false);
      case REVISE -> registry.revise(model);
      case DEMAND -> registry.demand(model, 1 + step.second() % cluster.shape().mostReplicas());
      default -> registry.withdraw(model);
    }
    return "%s in the registry: newest is %s, demand asks for %d replicas"
        .formatted(model, registry.newest(model), registry.demand(model));
  }

  private String worker(Step step) {
    List<SimulatedWorker> living =
        cluster.workers().stream().filter(worker -> worker.process() != null).toList();
    if (living.isEmpty()) {
      return NOTHING;
    }
    SimulatedWorker worker = step.choose(living);
    WorkerProcess process = Objects.requireNonNull(worker.process());
    String id = worker.id();
    return switch (step.kind()) {
      case READ -> {
        process.read();
        yield id + " reads the registry";
      }
      case HEAR -> {
        worker.hear(cluster.members());
        yield id + " hears of members " + names(cluster);
      }
      case DRAIN -> {
        // Where nobody stays, there is nobody to give anything to.
        if (living.stream().filter(other -> !other.isDraining()).count() < 2
            || process.isDraining()) {
          yield NOTHING;
        }
        process.drain();
        yield id + " drains";
      }
      case CRASH -> {
        cluster.end(worker, false);
        yield id + " crashes";
      }
      case LOAD -> load(step, id, process);
      case FINISH -> finish(step, id, process);
      default -> {
        process.tick();
        yield id + " looks at its clock";
      }
    };
  }

  private static String names(WalkCluster cluster) {
    return cluster.members().stream().map(member -> member.id()).toList().toString();
  }

  private static String load(Step step, String id, WorkerProcess process) {
    if (process.loading().isEmpty()) {
      return NOTHING;
    }
    UnitId unit = step.chooseOther(process.loading());
    boolean trouble = step.third() % 8 == 0;
    process.load(unit, trouble);
    return "the load of " + unit + " at " + id + (trouble ? " fails" : " goes on");
  }

  private static String finish(Step step, String id, WorkerProcess process) {
    if (process.busy().isEmpty()) {
      return NOTHING;
    }
    UnitId unit = step.chooseOther(process.busy());
    process.finish(unit);
    return "a run of " + unit + " at " + id + " ends";
  }

  private String membership(Step step) {
    SimulatedWorker worker = step.choose(cluster.workers());
    if (step.kind() == StepKind.RELIST) {
      boolean now = !cluster.isListed(worker);
      cluster.list(worker, now);
      return worker.id() + (now ? " is a member again" : " isn't listed as a member any more");
    }
    WorkerProcess process = worker.process();
    if (process != null && process.isDrained()) {
      cluster.end(worker, true);
      return worker.id() + " is empty and ends";
    }
    if (process != null) {
      return NOTHING;
    }
    cluster.start(worker);
    return worker.id() + " starts";
  }

  private String router(Step step) {
    SimulatedRouter router = step.choose(cluster.routers());
    if (step.kind() == StepKind.REPLACE_ROUTER) {
      cluster.replace(router);
      return router.name() + " dies, another router begins";
    }
    String model = step.chooseOther(cluster.registry().models());
    if (router.routes(model) == null) {
      return NOTHING;
    }
    cluster.send(router, model, step.third() % 3 == 0);
    return "a request for " + model + " at " + router.name();
  }

  private String line(Step step) {
    List<Line> lines =
        cluster.lines().stream().filter(line -> canHappen(step.kind(), line)).toList();
    if (lines.isEmpty()) {
      return NOTHING;
    }
    Line line = step.choose(lines);
    switch (step.kind()) {
      case BREAK -> line.breakStream();
      case NOTICE -> {
        LineStream stream = step.chooseOther(line.noticeable());
        if (step.third() % 2 == 0) {
          stream.noticeAtWorker();
        } else {
          stream.noticeAtRouter();
        }
      }
      case PARTITION -> line.setReachable(!line.isReachable());
      case DELIVER -> step.chooseOther(line.deliverable()).deliver(step.third() % 3 > 0);
      case ARRIVE -> line.arrive();
      default -> line.answer();
    }
    return step.kind() + " between " + line;
  }

  private static boolean canHappen(StepKind kind, Line line) {
    return switch (kind) {
      case NOTICE -> !line.noticeable().isEmpty();
      case DELIVER -> !line.deliverable().isEmpty();
      case ARRIVE -> line.hasArriving();
      case ANSWER -> line.hasAnswers();
      default -> true;
    };
  }
}
