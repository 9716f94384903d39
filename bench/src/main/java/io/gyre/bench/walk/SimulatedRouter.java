package io.gyre.bench.walk;

import io.gyre.cluster.member.Member;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.balance.Balancer;
import io.gyre.router.control.ClusterView;
import io.gyre.router.control.ControlLoop;
import io.gyre.router.control.ControlSettings;
import io.gyre.router.control.LoopScheduler;
import io.gyre.router.control.RoutingPolicy;
import io.gyre.router.control.Target;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.RequestMetrics;
import io.gyre.router.pipeline.Admission;
import io.gyre.router.pipeline.Hedging;
import io.gyre.router.pipeline.InferenceService;
import io.gyre.router.pipeline.ModelLimits;
import io.gyre.router.pipeline.PipelineSettings;
import io.gyre.router.pipeline.RequestPipeline;
import io.gyre.router.pipeline.RetryBudget;
import io.gyre.router.pipeline.RetryRules;
import io.gyre.router.sequence.SequencePins;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.Replica;
import io.gyre.router.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a router's process: the real control loop and the real way of a request. */
final class SimulatedRouter {
  /**
   * Silence that is on its way to the half of the grace time after which a router no longer
   * believes what a worker said. Between two looks no more time passes than from here to there.
   */
  private static final Duration LONG_SILENCE = Duration.ofSeconds(10);

  private final String name;
  private final List<Line> lines;
  private final LoopScheduler scheduler;
  private final ControlLoop control;
  private final InferenceService inference;

  /** Models that it has served. */
  private final Set<String> serving = new HashSet<>();

  /** Models that it may stop to serve, after something that nobody planned. */
  private final Set<String> excused = new HashSet<>();

  private boolean dead;

  SimulatedRouter(
      String name, List<Line> lines, VirtualTime time, Random random, RoutingPolicy policy) {
    this.name = name;
    this.lines = lines;
    scheduler = time.scheduler();
    Admission admission = new Admission(PipelineSettings.DEFAULTS);
    RetryBudget budget = new RetryBudget();
    RequestMetrics metrics =
        new RequestMetrics(new PrometheusRegistry(), admission::inFlight, budget::left, time::now);
    SequencePins sequences = new SequencePins(time::now);
    List<Target> targets =
        lines.stream()
            .map(line -> new Target(new Member(line.target().id(), "127.0.0.1", 1), line))
            .toList();
    control =
        new ControlLoop(
            targets,
            ControlSettings.defaults(name),
            scheduler,
            random,
            holding -> sequences.use(holding.worker(), holding.unit()),
            view -> metrics.retain(view.table()),
            policy);
    inference =
        new RequestPipeline(
            control::view,
            admission,
            new ModelLimits(PipelineSettings.DEFAULTS.maxInFlightOfModel()),
            anyOf(random),
            metrics,
            AccessLog.OFF,
            new Tracing(""),
            new RetryRules(PipelineSettings.DEFAULTS.maxAttempts()),
            budget,
            new Hedging(PipelineSettings.DEFAULTS.hedges(), metrics, scheduler),
            sequences,
            time::now);
    control.start();
  }

  /** What any balancer may do: whichever replica it picks must be safe. */
  private static Balancer anyOf(Random random) {
    return new Balancer() {
      @Override
      public @Nullable Replica pick(
          List<Replica> replicas, Collection<Replica> refusedBy, @Nullable String key, long now) {
        List<Replica> rest = new ArrayList<>(replicas);
        rest.removeAll(refusedBy);
        return rest.isEmpty() ? null : rest.get(random.nextInt(rest.size()));
      }
    };
  }

  String name() {
    return name;
  }

  List<Line> lines() {
    return lines;
  }

  ClusterView view() {
    return control.view();
  }

  @Nullable ModelRoutes routes(String model) {
    return view().table().model(model);
  }

  boolean isDead() {
    return dead;
  }

  /** Its process dies. */
  void die() {
    dead = true;
    scheduler.close();
    lines.forEach(Line::end);
  }

  /** Sends a request; the model is served, or the answer says that it isn't. */
  void infer(ClientRequest client, VersionChoice version, TensorView input, Reply reply) {
    inference.infer(
        new InferenceRequest(
            new RequestHeader(client.model(), version, client.id(), Map.of()),
            new RequestBody.Tensors(List.of(input), List.of()),
            Deadline.NONE,
            new Cancellation(),
            0),
        reply);
  }

  /** May stop to serve the model until it serves it again. */
  void excuse(String model) {
    excused.add(model);
  }

  /** Notes what it serves; the result names the models that it served, and no longer does. */
  List<String> outages(Collection<String> models) {
    if (!hasFuture()) {
      excused.addAll(models);
    }
    models.stream().filter(this::isServedBySilentOnes).forEach(excused::add);
    List<String> outages = new ArrayList<>();
    for (String model : models) {
      if (routes(model) == null) {
        if (serving.contains(model) && !excused.contains(model)) {
          outages.add(model);
        }
        continue;
      }
      serving.add(model);
      if (lines.stream().filter(line -> holds(line, model)).allMatch(this::isWhole)
          && isServedByTheLiving(model)) {
        excused.remove(model);
      }
    }
    return outages;
  }

  /**
   * Whether it believes a worker that is to stay; where it believes none, it lets everything go.
   */
  private boolean hasFuture() {
    return lines.stream()
        .filter(line -> line.heardOf() != null && !line.isSilentFor(LONG_SILENCE))
        .anyMatch(line -> !isDraining(line.target().id()));
  }

  private boolean isDraining(String worker) {
    return view().members().stream()
        .anyMatch(seen -> seen.member().id().equals(worker) && seen.draining());
  }

  /** Whether no replica that it may send to is at a worker that it will believe for long. */
  private boolean isServedBySilentOnes(String model) {
    ModelRoutes routes = routes(model);
    return routes != null
        && routes.current().partitions().stream()
            .flatMap(List::stream)
            .noneMatch(replica -> isBelieved(replica.worker()));
  }

  private boolean isBelieved(String worker) {
    return lines.stream()
        .anyMatch(line ->
            line.target().id().equals(worker)
                && line.isCurrent()
                && !line.isSilentFor(LONG_SILENCE));
  }

  /** Whether every replica that it may send to is of a process that lives, and that it knows of. */
  private boolean isServedByTheLiving(String model) {
    ModelRoutes routes = routes(model);
    return routes != null
        && routes.current().partitions().stream()
            .flatMap(List::stream)
            .allMatch(replica -> isCurrent(replica.worker()));
  }

  private boolean isCurrent(String worker) {
    return lines.stream().anyMatch(line -> line.target().id().equals(worker) && line.isCurrent())
        && isConnected(worker);
  }

  private boolean isConnected(String worker) {
    return view().members().stream()
        .anyMatch(seen -> seen.member().id().equals(worker) && seen.connected());
  }

  /** Whether it was told that the worker at the other end holds anything of the model. */
  private boolean holds(Line line, String model) {
    return view().holdings(model).stream()
        .anyMatch(holding -> holding.worker().equals(line.target().id()));
  }

  /**
   * Whether nothing lies between the two ends, or there is nobody at the other; and the router
   * knows it. One that takes a dead process for a living one may still move to what that had.
   */
  private boolean isWhole(Line line) {
    boolean connected = isConnected(line.target().id());
    return line.isReachable()
        && (line.target().process() == null ? !connected : connected && line.isCurrent());
  }

  /** Whether it may send requests for the model to the worker, in any version. */
  boolean sendsTo(String model, String worker) {
    ModelRoutes routes = routes(model);
    return routes != null
        && routes.versions().stream()
            .flatMap(version -> version.partitions().stream())
            .flatMap(List::stream)
            .anyMatch(replica -> replica.worker().equals(worker));
  }
}
