package io.gyre.router.control;

import io.gyre.cluster.control.Worker;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.router.table.AliasRouting;
import io.gyre.router.table.Decision;
import io.gyre.router.table.Disagreement;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ModelRouting;
import io.gyre.router.table.RoutingTable;
import io.gyre.router.table.ServedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the picture of the workers: takes what they announce, decides, publishes by one volatile
 * write, and releases what no request can use any more. Everything but {@link #view()} happens on
 * the scheduler's thread.
 */
public final class ControlLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final LoopScheduler scheduler;
  private final Consumer<ClusterView> listener;
  private final Attachments attachments;

  /** Replaced versions that requests are still pinned to, by model. */
  private final Map<String, List<ServedVersion>> replaced = new HashMap<>();

  private final Predicate<Holding> needed;

  /** Models whose replicas are withheld from release because they are needed. */
  private final Set<String> withheld = new HashSet<>();

  private final RoutingPolicy policy;
  private final ModelGuard guard;
  private final Swaps swaps;
  private final Readiness readiness = new Readiness();

  /** What is said of models whose replicas have different signatures, by their names. */
  private final Map<String, String> disagreements = new HashMap<>();

  private final boolean strict;
  private final Set<String> changed = new HashSet<>();
  private Set<String> crowded = Set.of();
  private boolean publishing;
  private volatile ClusterView view = ClusterView.NOTHING;

  /**
   * @param random spreads the attempts to attach again
   * @param needed whether a replica is still needed for what no routing table tells
   * @param listener learns of every view once it is published, on the scheduler's thread
   */
  public ControlLoop(
      List<Target> targets,
      ControlSettings settings,
      LoopScheduler scheduler,
      RandomGenerator random,
      Predicate<Holding> needed,
      Consumer<ClusterView> listener) {
    this(targets, settings, scheduler, random, needed, listener, ModelRouting::decide);
  }

  /**
   * The same with another way to decide what becomes of a model.
   *
   * @param policy what takes the place of {@link ModelRouting}
   */
  public ControlLoop(
      List<Target> targets,
      ControlSettings settings,
      LoopScheduler scheduler,
      RandomGenerator random,
      Predicate<Holding> needed,
      Consumer<ClusterView> listener,
      RoutingPolicy policy) {
    this.policy = policy;
    this.guard = new ModelGuard(scheduler, this::changed);
    this.swaps =
        new Swaps(
            settings.rollback(), scheduler, model -> view.table().model(model), this::changed);
    this.scheduler = scheduler;
    this.needed = needed;
    this.listener = listener;
    this.strict = settings.strict();
    this.attachments = new Attachments(settings, scheduler, random, this::changed);
    targets.forEach(attachments::add);
  }

  public void start() {
    scheduler.execute(attachments::start);
  }

  /**
   * Follows what membership says: attaches to who is new, and gives up who is listed no more once
   * it doesn't answer.
   *
   * @param targets the members, of distinct ids
   * @param dropped takes those that are given up, whose connections are the caller's to end; on the
   *     scheduler's thread
   */
  public void assign(List<Target> targets, Consumer<Target> dropped) {
    scheduler.execute(() -> attachments.assign(targets, dropped));
  }

  /** Who is attached to or called at present; one volatile read. */
  public List<Target> targets() {
    return attachments.targets();
  }

  /** The ways to those workers. */
  public List<Worker> workers() {
    return targets().stream().map(Target::worker).toList();
  }

  /** The latest view; one volatile read. */
  public ClusterView view() {
    return view;
  }

  /** Ends every control stream. The table stays as it is. */
  @Override
  public void close() {
    scheduler.execute(() -> {
      attachments.links().forEach(WorkerLink::close);
      scheduler.close();
    });
  }

  /** Publishes after the events that are already due, so that a burst of them costs one table. */
  private void changed(Set<String> models) {
    changed.addAll(models);
    if (!publishing) {
      publishing = true;
      scheduler.execute(this::publish);
    }
  }

  private void publish() {
    publishing = false;
    ClusterView before = view;
    Map<String, List<Holding>> holdings = new HashMap<>(before.holdings());
    Map<String, Decision> decisions = new HashMap<>();
    noteCrowded();
    Set<String> touched = Set.copyOf(changed);
    changed.clear();
    for (String model : touched) {
      List<Holding> held = held(model);
      noteDisagreement(model, held);
      if (held.isEmpty()) {
        holdings.remove(model);
      } else {
        holdings.put(model, held);
      }
      guard.run(
          model, () -> decisions.put(model, decide(model, held, before.table().model(model))));
    }
    RoutingTable table = before.table().with(decisions);
    readiness.noteStart(attachments.all(), table, holdings);
    view =
        new ClusterView(
            table,
            Collections.unmodifiableMap(holdings),
            attachments.links().stream().map(WorkerLink::models).toList(),
            problems(),
            orders(),
            attachments.links().stream().map(WorkerLink::view).toList(),
            readiness.isStarted(),
            readiness.failed(),
            strict,
            swaps.view());
    decisions.keySet().forEach(model -> sealReplaced(model, before.table(), table));
    decisions.forEach((model, decision) -> guard.run(model, () -> release(model, decision)));
    touched.forEach(model -> swaps.repeatVerdicts(model, attachments.links()));
    guard.settle(touched);
    listener.accept(view);
  }

  /** Where room got scarce or is there again, windows keep less or more. */
  private void noteCrowded() {
    Set<String> now =
        attachments.links().stream()
            .filter(WorkerLink::isCrowded)
            .map(link -> link.target().member().id())
            .collect(Collectors.toUnmodifiableSet());
    if (!now.equals(crowded)) {
      crowded = now;
      changed.addAll(swaps.windowModels());
    }
  }

  private Map<String, String> problems() {
    Map<String, String> problems = new HashMap<>();
    attachments.links().forEach(link -> problems.putAll(link.problems()));
    problems.putAll(disagreements);
    return Collections.unmodifiableMap(problems);
  }

  private void noteDisagreement(String model, List<Holding> held) {
    String problem = Disagreement.describe(held).orElse("");
    String before = Objects.requireNonNullElse(disagreements.remove(model), "");
    if (!problem.isEmpty()) {
      disagreements.put(model, problem);
      if (!problem.equals(before)) {
        LOG.warn("model {}: {}", model, problem);
      }
    }
  }

  private List<Map<String, ModelOrders>> orders() {
    return attachments.links().stream()
        .filter(WorkerLink::follows)
        .map(WorkerLink::orders)
        .toList();
  }

  private List<Holding> held(String model) {
    return attachments.links().stream().flatMap(link -> link.holdings(model).stream()).toList();
  }

  private Decision decide(String model, List<Holding> held, @Nullable ModelRoutes before) {
    boolean hasFuture = attachments.links().stream().anyMatch(link -> link.mayServe(model));
    Decision decision =
        AliasRouting.apply(
            policy.decide(swaps.context(model, hasFuture, held, crowded), held, before),
            aliases(model),
            held,
            before);
    readiness.note(model, held, decision.routes());
    swaps.follow(model, before, decision);
    if (held.isEmpty() && !hasFuture) {
      swaps.forget(model);
    }
    return decision;
  }

  /** The aliases of the model, as the worker with the latest news of it knows them. */
  private Map<String, Long> aliases(String model) {
    return ClusterView.latest(orders(), model).getAliasesMap();
  }

  private void sealReplaced(String model, RoutingTable before, RoutingTable after) {
    List<ServedVersion> kept = versions(after, model);
    for (ServedVersion version : versions(before, model)) {
      if (kept.stream().noneMatch(same -> same == version)
          && !version.pins().seal(() -> scheduler.execute(() -> drained(model)))) {
        replaced.computeIfAbsent(model, _ -> new ArrayList<>()).add(version);
      }
    }
  }

  private static List<ServedVersion> versions(RoutingTable table, String model) {
    ModelRoutes routes = table.model(model);
    return routes == null ? List.of() : routes.versions();
  }

  private void drained(String model) {
    List<ServedVersion> pinned = replaced.get(model);
    if (pinned != null && pinned.removeIf(version -> version.pins().isDrained())) {
      if (pinned.isEmpty()) {
        replaced.remove(model);
      }
      changed(Set.of(model));
    }
  }

  private void release(String model, Decision decision) {
    List<ServedVersion> pinned = replaced.getOrDefault(model, List.of());
    for (Holding holding : decision.releases()) {
      WorkerLink link = attachments.link(holding.worker());
      if (link == null || pinned.stream().anyMatch(version -> version.uses(holding))) {
        continue;
      }
      if (needed.test(holding)) {
        lookAgain(model);
      } else if (link.release(holding)) {
        changed(Set.of(model));
      }
    }
  }

  private void lookAgain(String model) {
    if (withheld.add(model)) {
      scheduler.schedule(
          LOOK_AGAIN,
          () -> {
            withheld.remove(model);
            changed(Set.of(model));
          });
    }
  }
}
