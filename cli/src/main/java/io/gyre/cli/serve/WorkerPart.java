package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cluster.member.Member;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.DirectoryStore;
import io.gyre.loader.engine.OutputMemory;
import io.gyre.loader.guided.ControlMode;
import io.gyre.loader.guided.GuidedRepository;
import io.gyre.loader.guided.LeavingRecord;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.onnxruntime.RuntimeSettings;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.loader.repository.RepositoryWatch;
import io.gyre.worker.control.LocalWorker;
import io.gyre.worker.control.WorkerSettings;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.warmup.WarmUpSettings;
import io.netty.buffer.ByteBufAllocator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker of this process and the engine that it runs models on, which ends after it. */
final class WorkerPart implements AutoCloseable {
  private static final String ALL_MODELS = "*";

  private final OnnxRuntimeEngine engine;
  private final DesiredRegistry registry;
  private final LocalWorker worker;
  private final Share share;
  private final @Nullable RepositoryWatch watch;
  private final long memoryBytes;
  private final Duration drainDeadline;

  private WorkerPart(
      OnnxRuntimeEngine engine,
      DesiredRegistry registry,
      LocalWorker worker,
      Share share,
      @Nullable RepositoryWatch watch,
      long memoryBytes,
      Duration drainDeadline) {
    this.engine = engine;
    this.registry = registry;
    this.worker = worker;
    this.share = share;
    this.watch = watch;
    this.memoryBytes = memoryBytes;
    this.drainDeadline = drainDeadline;
  }

  /**
   * Starts to read the repository and to load from it.
   *
   * @param role the role of this process: a server that is all in one has its registry alone
   * @param installation where the distribution lies, with the native library in it
   * @param passes the read passes in which requests arrive
   */
  static WorkerPart start(
      Role role,
      Settings settings,
      Installation installation,
      ReadPasses passes,
      PrometheusRegistry metrics)
      throws StartException {
    Path repository = installation.repository(settings);
    MemoryBudget memory = MemoryBudget.of(settings);
    int cores = cores(settings);
    OnnxRuntimeEngine engine =
        EngineStart.open(
            installation,
            new RuntimeSettings(
                ByteBufAllocator.DEFAULT, OutputMemory.of(memory.outputs()), cores));
    UnitLoader loader = new UnitLoader(List.of(engine), defaults(settings, cores));
    DesiredRegistry registry =
        new DesiredRegistry(new DirectoryStore(repository, System::nanoTime), role == Role.SERVE);
    GuidedRepository guided = guided(settings, repository, registry);
    Share share =
        role == Role.WORKER
            ? Share.of(
                settings,
                guided,
                new LeavingRecord(registry, InstantSource.system()),
                memory.models())
            : Share.all(guided);
    LocalWorker worker =
        new LocalWorker(
            workerSettings(settings, memory),
            share.source(),
            loader,
            share.wanted(),
            passes,
            ByteBufAllocator.DEFAULT,
            metrics);
    worker.start();
    boolean polls = settings.get(Keys.REPOSITORY_CONTROL) == ControlMode.POLL;
    RepositoryWatch watch = polls ? RepositoryWatch.start(repository, worker::lookSoon) : null;
    return new WorkerPart(
        engine, registry, worker, share, watch, memory.models(), settings.get(Keys.DRAIN_DEADLINE));
  }

  private static GuidedRepository guided(
      Settings settings, Path repository, DesiredRegistry registry) {
    List<String> load = settings.get(Keys.REPOSITORY_LOAD);
    return new GuidedRepository(
        new RepositoryScanner(
            repository, InstantSource.system(), settings.get(Keys.REPOSITORY_QUIET_PERIOD)),
        registry,
        settings.get(Keys.REPOSITORY_CONTROL),
        load.contains(ALL_MODELS) ? _ -> true : load::contains,
        settings.get(Keys.REPOSITORY_GIVEN_FILES),
        InstantSource.system());
  }

  LocalWorker worker() {
    return worker;
  }

  /** Whether what it serves depends on who the other workers are. */
  boolean needsMembers() {
    return share.needsMembers();
  }

  /**
   * Takes who the workers of the cluster are.
   *
   * @param self what this one is known by among them
   */
  void members(List<Member> members, OwnEntry self) {
    share.members(members, self);
    worker.lookSoon();
  }

  /** Native memory that loaded models may keep together. */
  long memoryBytes() {
    return memoryBytes;
  }

  /**
   * Gives every unit away, where models are placed to the others; returns once the routers have let
   * go of all, or at the deadline.
   */
  void drain() {
    share.leave();
    worker.drain(drainDeadline).toCompletableFuture().join();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    worker.close();
    registry.close();
    engine.close();
  }

  private static int cores(Settings settings) {
    int configured = settings.get(Keys.COMPUTE_THREADS);
    return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
  }

  private static ConfigurationDefaults defaults(Settings settings, int cores) {
    int intraOp = settings.get(Keys.INTRA_OP_THREADS);
    return new ConfigurationDefaults(
        settings.get(Keys.DEFAULT_MAX_BATCH_SIZE),
        intraOp > 0 ? intraOp : 1,
        intraOp > 0 ? intraOp : cores);
  }

  private static WorkerSettings workerSettings(Settings settings, MemoryBudget memory) {
    WorkerSettings defaults = WorkerSettings.defaults(settings.get(Keys.WORKER_ID));
    return new WorkerSettings(
        defaults.worker(),
        settings.get(Keys.REPOSITORY_POLL_INTERVAL),
        defaults.leaseGrace(),
        defaults.reannounceAfter(),
        defaults.retryBackoff(),
        settings.get(Keys.LOADING_THREADS),
        memory.models(),
        new QueueSettings(
            settings.get(Keys.MAX_QUEUE_SIZE),
            settings.get(Keys.MAX_QUEUE_ROWS),
            settings.get(Keys.MAX_QUEUE_BYTES),
            settings.get(Keys.MAX_QUEUE_TIME),
            settings.get(Keys.FAIR_TURN)),
        settings.get(Keys.RESPONSE_CACHE_BYTES),
        new WarmUpSettings(settings.get(Keys.WARM_UP_BUDGET), settings.get(Keys.USEFUL_BATCH)),
        settings.get(Keys.DEMAND_INTERVAL));
  }
}
