package io.gyre.router.pipeline;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Outcome;
import io.gyre.router.balance.BalanceSettings;
import io.gyre.router.balance.ReplicaBalancer;
import io.gyre.router.balance.Zones;
import io.gyre.router.change.ChangeService;
import io.gyre.router.change.ClusterChanges;
import io.gyre.router.change.ViewWatch;
import io.gyre.router.control.ClusterView;
import io.gyre.router.control.ControlLoop;
import io.gyre.router.control.ControlSettings;
import io.gyre.router.control.FakeScheduler;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.control.RollbackSettings;
import io.gyre.router.control.Target;
import io.gyre.router.directory.AnnouncedModels;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.history.History;
import io.gyre.router.history.Journal;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.ChangeMetrics;
import io.gyre.router.metrics.RequestMetrics;
import io.gyre.router.sequence.SequencePins;
import io.gyre.router.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A router on workers that a test plays and a clock that it moves. */
public final class TestRouter {
  /** The settings of a router that keeps no version before. */
  public static final RollbackSettings NO_WINDOWS = new RollbackSettings(Duration.ZERO, 0.1, 20);

  public final FakeScheduler scheduler;
  public final PrometheusRegistry registry = new PrometheusRegistry();
  public final List<Outcome> outcomes = new ArrayList<>();

  /** Model and id of each request that the access log was told of. */
  public final List<String> logged = new ArrayList<>();

  public final Tracing tracing = new Tracing("");
  public final Admission admission;
  public final RequestMetrics metrics;
  public final RetryBudget budget;
  public final SequencePins sequences;
  public final ControlLoop control;
  public final InferenceService inference;
  public final ModelDirectory directory;
  public final History history;
  public final ChangeService changes;

  public TestRouter(FakeWorker... workers) {
    this(PipelineSettings.DEFAULTS, workers);
  }

  public TestRouter(PipelineSettings settings, FakeWorker... workers) {
    this(
        "router",
        settings,
        NO_WINDOWS,
        new FakeScheduler(),
        Stream.of(workers).map(FakeWorker::target).toList());
  }

  public TestRouter(ControlSettings settings, FakeWorker... workers) {
    this(
        settings,
        PipelineSettings.DEFAULTS,
        new FakeScheduler(),
        Stream.of(workers).map(FakeWorker::target).toList());
  }

  public TestRouter(
      String name,
      PipelineSettings settings,
      RollbackSettings rollback,
      FakeScheduler scheduler,
      List<Target> targets) {
    this(ControlSettings.defaults(name).rollingBack(rollback), settings, scheduler, targets);
  }

  private TestRouter(
      ControlSettings controlSettings,
      PipelineSettings settings,
      FakeScheduler scheduler,
      List<Target> targets) {
    this.scheduler = scheduler;
    admission = new Admission(settings);
    budget = new RetryBudget(3, 0.5, 3, 1);
    metrics = new RequestMetrics(registry, admission::inFlight, budget::left, scheduler::now);
    sequences = new SequencePins(scheduler::now);
    history = new History(() -> Instant.EPOCH, scheduler::now, Journal.NONE);
    ViewWatch watch = new ViewWatch(scheduler);
    control =
        new ControlLoop(
            targets,
            controlSettings,
            scheduler,
            new Random(1),
            holding -> sequences.use(holding.worker(), holding.unit()),
            view -> {
              metrics.retain(view.table());
              history.note(view);
              watch.note(view);
            });
    changes =
        new ClusterChanges(
            control::view, control::targets, watch, new ChangeMetrics(registry), history);
    inference =
        new RequestPipeline(
            control::view,
            admission,
            new ModelLimits(settings.maxInFlightOfModel()),
            new ReplicaBalancer(BalanceSettings.DEFAULTS, new Zones("")),
            metrics,
            log(),
            tracing,
            new RetryRules(settings.maxAttempts()),
            budget,
            new Hedging(settings.hedges(), metrics, scheduler),
            sequences,
            scheduler::now);
    directory = new AnnouncedModels(control::view, control::workers, admission::isRetiring);
    control.start();
    scheduler.runDue();
  }

  private AccessLog log() {
    return (header, _, _, _, _) -> logged.add(header.model() + " " + header.id());
  }

  public ClusterView view() {
    scheduler.runDue();
    return control.view();
  }

  /** The version that requests for the model are pinned to; 0 where it isn't served. */
  public long current(String model) {
    var routes = view().table().model(model);
    return routes == null ? 0 : routes.current().id().version();
  }

  public void infer(String model) {
    infer(request(model, VersionChoice.ANY));
  }

  public void infer(InferenceRequest request) {
    inference.infer(request, outcomes::add);
  }

  public static InferenceRequest request(String model, VersionChoice version) {
    return request(model, version, Deadline.NONE);
  }

  public static InferenceRequest request(String model, VersionChoice version, Deadline deadline) {
    return request(new RequestHeader(model, version, "id-1", Map.of()), deadline);
  }

  public static InferenceRequest request(RequestHeader header, Deadline deadline) {
    return new InferenceRequest(
        header, new RequestBody.Tensors(List.of(), List.of()), deadline, new Cancellation(), 0);
  }
}
