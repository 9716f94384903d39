package io.gyre.router.core;

import io.gyre.cluster.member.MembershipSource;
import io.gyre.router.balance.ReplicaBalancer;
import io.gyre.router.balance.Zones;
import io.gyre.router.change.ChangeService;
import io.gyre.router.change.ClusterChanges;
import io.gyre.router.change.ViewWatch;
import io.gyre.router.control.ControlLoop;
import io.gyre.router.control.LoopScheduler;
import io.gyre.router.control.Target;
import io.gyre.router.control.ThreadScheduler;
import io.gyre.router.directory.AnnouncedModels;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.drain.ClusterDrains;
import io.gyre.router.drain.DrainService;
import io.gyre.router.history.History;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.ChangeMetrics;
import io.gyre.router.metrics.RequestMetrics;
import io.gyre.router.metrics.ViewMetrics;
import io.gyre.router.pipeline.Admission;
import io.gyre.router.pipeline.Hedging;
import io.gyre.router.pipeline.InferenceService;
import io.gyre.router.pipeline.ModelLimits;
import io.gyre.router.pipeline.RequestPipeline;
import io.gyre.router.pipeline.RetryBudget;
import io.gyre.router.pipeline.RetryRules;
import io.gyre.router.sequence.SequencePins;
import io.gyre.router.status.RouterStatus;
import io.gyre.router.status.StatusReport;
import io.gyre.router.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A router without its front doors: what serves requests and questions, from the workers that it is
 * given.
 */
public final class RouterCore implements AutoCloseable {
  private final Zones zones;
  private final ControlLoop control;
  private final SequenceSweep sweep;
  private final LoopScheduler hedges = new ThreadScheduler("gyre-router-hedges");
  private final Admission admission;
  private final InferenceService inference;
  private final ModelDirectory directory;
  private final StatusReport status;
  private final ChangeService changes;
  private final DrainService drains;
  private final History history;

  /**
   * A router that has not attached to its workers yet. The workers stay the caller's to close, as
   * do the access log and the traces.
   *
   * @param targets the workers to begin with, of distinct ids
   * @param membership where the workers are known from
   * @param registry where the metrics go
   * @param history what became of models
   */
  public RouterCore(
      List<Target> targets,
      MembershipSource membership,
      RouterSettings settings,
      PrometheusRegistry registry,
      AccessLog accessLog,
      Tracing tracing,
      History history) {
    this.history = history;
    admission = new Admission(settings.pipeline());
    RetryBudget budget = new RetryBudget();
    RequestMetrics metrics =
        new RequestMetrics(registry, admission::inFlight, budget::left, System::nanoTime);
    ModelLimits limits = new ModelLimits(settings.pipeline().maxInFlightOfModel());
    zones = new Zones(settings.balance().zone());
    zones.set(targets.stream().map(Target::member).toList());
    SequencePins sequences = new SequencePins(System::nanoTime);
    LoopScheduler scheduler = new ThreadScheduler("gyre-router-control");
    ViewWatch watch = new ViewWatch(scheduler);
    control =
        new ControlLoop(
            targets,
            settings.control(),
            scheduler,
            new SplittableRandom(),
            // A sequence has no next request once the router takes none.
            holding -> !admission.isDraining() && sequences.use(holding.worker(), holding.unit()),
            view -> {
              metrics.retain(view.table());
              history.note(view);
              watch.note(view);
              limits.retain(view.table());
            });
    ViewMetrics.register(registry, control::view);
    ViewMetrics.register(registry, membership);
    inference =
        new RequestPipeline(
            control::view,
            admission,
            limits,
            new ReplicaBalancer(settings.balance(), zones),
            metrics,
            accessLog,
            tracing,
            new RetryRules(settings.pipeline().maxAttempts()),
            budget,
            new Hedging(settings.pipeline().hedges(), metrics, hedges),
            sequences,
            System::nanoTime);
    sweep = new SequenceSweep(sequences, scheduler);
    directory = new AnnouncedModels(control::view, control::workers, admission::isRetiring);
    status =
        new StatusReport(
            control::view, directory, admission, metrics, history, membership, System::nanoTime);
    changes =
        new ClusterChanges(
            control::view, control::targets, watch, new ChangeMetrics(registry), history);
    drains = new ClusterDrains(control::targets);
  }

  /** Attaches to the workers. */
  public void start() {
    control.start();
    sweep.start();
  }

  /**
   * Follows what membership says.
   *
   * @param targets the members, of distinct ids
   * @param dropped takes those that are given up, to end their connections
   */
  public void assign(List<Target> targets, Consumer<Target> dropped) {
    zones.set(targets.stream().map(Target::member).toList());
    control.assign(targets, dropped);
  }

  /** The way in for requests. */
  public InferenceService inference() {
    return inference;
  }

  /** The way in for questions about models. */
  public ModelDirectory directory() {
    return directory;
  }

  /** The way in for changes of what is asked for of models. */
  public ChangeService changes() {
    return changes;
  }

  /** The way in for workers that are to end. */
  public DrainService drains() {
    return drains;
  }

  /** What became of models. */
  public History history() {
    return history;
  }

  /** Whether the models that the workers had to load at first are served or have failed. */
  public boolean isStarted() {
    return control.view().started();
  }

  /** What this router knows and does at the moment. */
  public RouterStatus status() {
    return status.take();
  }

  /** Has readiness send clients elsewhere, and admits those that come all the same. */
  public void retire() {
    admission.retire();
  }

  /** Admits nothing further. The result completes once every admitted request is answered. */
  public CompletionStage<@Nullable Void> drain() {
    return admission.drain();
  }

  /** Ends the control streams. Requests still under way are answered all the same. */
  @Override
  public void close() {
    hedges.close();
    control.close();
  }
}
