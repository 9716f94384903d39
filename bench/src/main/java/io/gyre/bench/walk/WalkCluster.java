package io.gyre.bench.walk;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorView;
import io.gyre.router.control.RoutingPolicy;
import io.gyre.router.table.ModelRoutes;
import io.gyre.worker.control.WorkerSettings;
import io.gyre.worker.placement.UnitNeeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The cluster of one walk: registry, workers, routers, the lines between them, and clients. */
final class WalkCluster implements AutoCloseable {
  private final VirtualTime time = new VirtualTime();
  private final Registry registry = new Registry();
  private final WalkShape shape;
  private final Random random;
  private final UnitNeeds needs;
  private final List<SimulatedWorker> workers;
  private final List<SimulatedRouter> routers = new ArrayList<>();

  /** Routers whose process has died, as long as something of theirs is on its way. */
  private final List<SimulatedRouter> deadRouters = new ArrayList<>();

  private final Set<String> listed = new TreeSet<>();
  private final Map<String, ClientRequest> requests = new HashMap<>();

  /** Requests that are to be answered. */
  private final List<ClientRequest> open = new ArrayList<>();

  private final RoutingPolicy policy;
  private final List<String> violations = new ArrayList<>();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ByteBuf data = allocator.directBuffer(8).writeFloatLE(1).writeFloatLE(2);
  private final TensorView input =
      new TensorView(HeldModel.INPUT, Datatype.FP32, HeldModel.SHAPE, data);
  private int names;

  /**
   * A cluster in which everything runs and nothing is known yet.
   *
   * @param random what its parts do at random
   * @param policy how its routers decide
   */
  WalkCluster(WalkShape shape, Random random, RoutingPolicy policy) {
    this.policy = policy;
    this.shape = shape;
    this.random = random;
    needs = new UnitNeeds(new ReplicaRange(shape.replicas(), shape.mostReplicas()));
    for (int i = 0; i < shape.models(); i++) {
      registry.publish("m" + i, shape.fileBytes(), true);
    }
    workers = IntStream.range(0, shape.workers()).mapToObj(i -> worker("w" + i, shape)).toList();
    workers.forEach(worker -> listed.add(worker.id()));
    workers.forEach(worker -> worker.start(members()));
    for (int i = 0; i < shape.routers(); i++) {
      routers.add(router());
    }
    time.runDue();
  }

  private SimulatedWorker worker(String id, WalkShape shape) {
    MemberCapacity member = new MemberCapacity(id, shape.memoryBytes(), Set.of(), "");
    return new SimulatedWorker(
        member,
        () -> new WorkerProcess(settings(id, shape), needs, registry, allocator, time::now));
  }

  /** What replicas stage comes on top of what is placed. */
  private static WorkerSettings settings(String id, WalkShape shape) {
    WorkerSettings defaults = WorkerSettings.defaults(id);
    return new WorkerSettings(
        id,
        defaults.pollInterval(),
        defaults.leaseGrace(),
        defaults.reannounceAfter(),
        defaults.retryBackoff(),
        defaults.loadingThreads(),
        shape.memoryBytes() + WalkShape.STAGING_BYTES,
        defaults.queueing(),
        0,
        defaults.warmUp(),
        defaults.demandInterval());
  }

  private SimulatedRouter router() {
    String name = "r" + names++;
    List<Line> lines =
        workers.stream()
            .map(worker -> new Line(name, worker, time, this::request, violations::add))
            .toList();
    return new SimulatedRouter(name, lines, time, random, policy);
  }

  private ClientRequest request(String id) {
    return Objects.requireNonNull(requests.get(id), id);
  }

  WalkShape shape() {
    return shape;
  }

  VirtualTime time() {
    return time;
  }

  Registry registry() {
    return registry;
  }

  UnitNeeds needs() {
    return needs;
  }

  List<SimulatedWorker> workers() {
    return workers;
  }

  List<SimulatedRouter> routers() {
    return List.copyOf(routers);
  }

  /** The lines of all routers, those included that have died. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    routers.forEach(router -> lines.addAll(router.lines()));
    deadRouters.forEach(router -> lines.addAll(router.lines()));
    return lines;
  }

  /** The members that are listed, and don't drain. */
  List<MemberCapacity> members() {
    return workers.stream()
        .filter(worker -> listed.contains(worker.id()))
        .filter(worker -> !worker.isDraining())
        .map(SimulatedWorker::member)
        .toList();
  }

  /** Takes a worker off the list of members, or puts it there. */
  void list(SimulatedWorker worker, boolean now) {
    if (now) {
      listed.add(worker.id());
    } else {
      listed.remove(worker.id());
    }
  }

  boolean isListed(SimulatedWorker worker) {
    return listed.contains(worker.id());
  }

  /** Begins a worker's process, which is then listed. */
  void start(SimulatedWorker worker) {
    if (worker.process() == null) {
      list(worker, true);
      worker.start(members());
    }
  }

  /** Ends a worker's process: by a crash, or because it has given everything away. */
  void end(SimulatedWorker worker, boolean planned) {
    if (!planned) {
      for (SimulatedRouter router : routers) {
        registry.models().stream()
            .filter(model -> router.sendsTo(model, worker.id()))
            .forEach(router::excuse);
      }
    }
    lines().stream().filter(line -> line.target() == worker).forEach(Line::breakStream);
    WorkerProcess ended = worker.end();
    if (ended != null) {
      lines().stream()
          .filter(line -> line.target() == worker)
          .forEach(line -> line.loseAccepted(ended));
      checkModels(ended, worker);
    }
    if (planned) {
      list(worker, false);
    }
  }

  private void checkModels(WorkerProcess ended, SimulatedWorker worker) {
    if (ended.isMisused()) {
      violations.add("a model of " + worker.id() + " was closed under a run");
    }
    if (!ended.isEmpty()) {
      violations.add("a model of " + worker.id() + " outlived its worker");
    }
  }

  /** Puts another process in the place of a router's. */
  void replace(SimulatedRouter router) {
    router.die();
    deadRouters.add(router);
    routers.set(routers.indexOf(router), router());
  }

  /** Sends a request for a model that the router serves. */
  void send(SimulatedRouter router, String model, boolean named) {
    ModelRoutes routes = router.routes(model);
    if (routes == null) {
      return;
    }
    long version = routes.current().id().version();
    ClientRequest client = new ClientRequest("q" + names++, router, model, version, named);
    requests.put(client.id(), client);
    open.add(client);
    VersionChoice asked = named ? VersionChoice.of(version) : VersionChoice.ANY;
    router.infer(
        client,
        asked,
        input,
        outcome -> {
          if (router.isDead()) {
            if (outcome instanceof InferenceResponse response) {
              response.close();
            }
          } else {
            client.answer(outcome).ifPresent(violations::add);
          }
        });
  }

  /** Moves time on; what has been on its way for long arrives before. */
  void pass(Duration span) {
    long moment = time.now() + span.toNanos() - WalkShape.LONGEST_DELAY.toNanos();
    lines().forEach(line -> line.hurry(moment));
    time.advance(span);
    for (SimulatedWorker worker : workers) {
      WorkerProcess process = worker.process();
      if (process != null) {
        process.tick();
      }
    }
  }

  /** Finishes what follows from a step at once, and looks at what must hold after it. */
  List<String> check() {
    time.runDue();
    lines().forEach(Line::sweep);
    deadRouters.removeIf(router -> router.lines().stream().allMatch(Line::isQuiet));
    for (SimulatedRouter router : routers) {
      router
          .outages(registry.models())
          .forEach(model ->
              violations.add(model + " was served by " + router.name() + " and isn't any more"));
    }
    open.removeIf(request -> !request.isOpen());
    return List.copyOf(violations);
  }

  /** Requests that are not answered yet. */
  int unanswered() {
    return open.size();
  }

  @Override
  public void close() {
    workers.forEach(worker -> end(worker, false));
    data.release();
  }
}
