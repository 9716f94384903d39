package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.golden.GoldenCheck;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.gyre.worker.warmup.WarmUp;
import io.netty.buffer.ByteBufAllocator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of this process: serves the units of a repository, and follows the repository as it
 * changes. What it holds is decided on one thread of its own; requests go straight to the replicas.
 */
public final class LocalWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(LocalWorker.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration EVICTION = Duration.ofMillis(10);
  private static final Duration SETTLING = Duration.ofMillis(250);

  /** How long changes are gathered before the repository is read for them. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** Between two scans there is so many times as long as a scan takes. */
  private static final int SHARE_OF_SCANS = 8;

  private static final Duration LONGEST_END = Duration.ofSeconds(60);

  private final WorkerSettings settings;
  private final CatalogueSource repository;
  private final PhasedLoad loads;
  private final WorkerThreads threads;
  private final ServedReplicas served = new ServedReplicas();
  private final StatisticsBook statistics = new StatisticsBook(InstantSource.system());
  private final UnitControl control;
  private final PrometheusRegistry registry;
  private final WorkerMetrics metrics;
  private final DemandMeter demand = new DemandMeter(System::nanoTime);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> drainAsked = new CompletableFuture<>();

  private final AtomicBoolean lookPending = new AtomicBoolean();

  /** The last scan's result; of the repository's thread once that runs, as is the next. */
  private Catalogue scanned = Catalogue.EMPTY;

  /** Counts the scans: what was planned before the last one is void. */
  private long turns;

  private volatile long scanNanos;

  /**
   * A worker that serves nothing before {@link #start}.
   *
   * @param repository what there is to serve
   * @param wantedModels which of its models are served; the others are only listed
   * @param passes the read passes in which requests arrive
   * @param allocator where inputs are staged
   * @param registry where the worker's metrics are, until it is closed
   */
  public LocalWorker(
      WorkerSettings settings,
      CatalogueSource repository,
      UnitLoader loader,
      Predicate<String> wantedModels,
      ReadPasses passes,
      ByteBufAllocator allocator,
      PrometheusRegistry registry) {
    this.settings = settings;
    this.repository = repository;
    loads =
        new PhasedLoad(
            loader,
            new WarmUp(settings.warmUp(), allocator, System::nanoTime),
            new GoldenCheck(allocator, System::nanoTime),
            System::nanoTime);
    threads = new WorkerThreads(settings.loadingThreads());
    ReplicaKeeper keeper =
        new ReplicaKeeper(
            served,
            statistics,
            settings.queueing(),
            new ResponseCache(settings.responseCacheBytes(), allocator),
            passes,
            allocator,
            System::nanoTime);
    control =
        new UnitControl(
            settings, wantedModels, this::load, keeper, this::keepVerdict, System::nanoTime);
    this.registry = registry;
    metrics = new WorkerMetrics(statistics, served, control::states);
    registry.register(metrics);
  }

  /** Reads the repository, begins to load, and follows changes from then on. */
  public void start() {
    scan();
    threads.controlEvery(TICK, control::tick);
    threads.controlEvery(EVICTION, () -> served.all().forEach(Replica::evictExpired));
    threads.repositoryAfter(settings.demandInterval(), this::lookAtDemand);
  }

  private void lookAtDemand() {
    try {
      repository.demand(demand.look(statistics.all(), served.all()));
    } finally {
      threads.repositoryAfter(settings.demandInterval(), this::lookAtDemand);
    }
  }

  private void scan() {
    lookPending.set(false);
    long turn = ++turns;
    long begun = System.nanoTime();
    try {
      look();
    } finally {
      scanNanos = System.nanoTime() - begun;
      threads.repositoryAfter(nextScan(), () -> scanAgain(turn));
    }
  }

  /** Scans as planned by a scan, unless there was one since. */
  private void scanAgain(long turn) {
    if (turn == turns) {
      scan();
    }
  }

  private void look() {
    Catalogue next = repository.scan(scanned);
    scanned = next;
    threads.control(() -> control.onCatalogue(next));
  }

  /**
   * Files that were still changing are looked at again soon, also where the repository isn't
   * polled. A repository that takes long to look at is looked at less often.
   */
  private Duration nextScan() {
    boolean settling =
        scanned.models().values().stream().anyMatch(model -> !model.settling().isEmpty());
    Duration wanted =
        settling && SETTLING.compareTo(settings.pollInterval()) < 0
            ? SETTLING
            : settings.pollInterval();
    Duration least = Duration.ofNanos(SHARE_OF_SCANS * scanNanos);
    return wanted.compareTo(least) < 0 ? least : wanted;
  }

  /** Has the repository read anew soon, as something in it has changed. Safe from any thread. */
  public void lookSoon() {
    if (!lookPending.getAndSet(true)) {
      Duration pause = Duration.ofNanos(SHARE_OF_SCANS * scanNanos);
      threads.repositoryAfter(pause.compareTo(GATHER) < 0 ? GATHER : pause, this::scan);
    }
  }

  private void keepVerdict(String model, CondemnedVersion version) {
    threads.repositoryAfter(Duration.ZERO, () -> repository.condemn(model, version));
  }

  private void load(ModelEntry model, VersionEntry version) {
    threads.load(
        loads.startsThreads(model, version),
        () -> {
          long begun = System.nanoTime();
          long executions = executions();
          LoadOutcome outcome =
              loads.run(model, version, unit -> threads.control(() -> control.onWarming(unit)));
          threads.control(() -> control.onLoaded(outcome));
          Duration took = Duration.ofNanos(System.nanoTime() - begun);
          boolean serving = executions() != executions || inFlight();
          threads.rest(LoadPace.restAfter(took, serving));
        });
  }

  private long executions() {
    return served.all().stream().mapToLong(replica -> replica.statistics().executions()).sum();
  }

  private boolean inFlight() {
    return served.all().stream().anyMatch(replica -> replica.inFlight() > 0);
  }

  /** How far the loads have come that follow from the repository as it was last read. */
  public LoadProgress progress() {
    return control.progress();
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    Replica replica = served.of(unit);
    if (replica == null) {
      reply.accept(Refusal.of(Refusal.Reason.NO_REPLICA, unit + " is not served here"));
    } else {
      replica.infer(request, reply);
    }
  }

  @Override
  public ControlStream attach(String router, ControlListener listener) {
    if (closed.get()) {
      listener.onEnd("the worker has ended");
    } else {
      threads.control(() -> control.attach(router, listener));
    }
    return new ControlStream() {
      @Override
      public void release(Release release) {
        threads.control(() -> control.release(router, listener, release));
      }

      @Override
      public void condemn(Verdict verdict) {
        threads.control(() -> control.condemn(verdict));
      }

      @Override
      public void close() {
        threads.control(() -> control.detach(router, listener));
      }
    };
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedStage(
        StatisticsReport.of(request, statistics.all(), served.all()));
  }

  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    CompletableFuture<ChangeAnswer> answer = new CompletableFuture<>();
    threads.repositoryAfter(
        Duration.ZERO,
        () -> {
          try {
            ChangeAnswer made = repository.change(request);
            if (!made.hasRefused()) {
              look();
            }
            answer.complete(made);
          } catch (RuntimeException | Error defect) {
            answer.completeExceptionally(defect);
            throw defect;
          }
        });
    return answer;
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    LOG.info("asked by {} to drain and end", request.getAsker());
    drainAsked.complete(null);
    return CompletableFuture.completedStage(DrainAnswer.getDefaultInstance());
  }

  /** Complete once a router has asked this worker to drain and end. */
  public CompletionStage<Void> drainAsked() {
    return drainAsked.minimalCompletionStage();
  }

  /**
   * Wants nothing here any more: routers are told, and units are unloaded as the routers release
   * them.
   *
   * @return complete once nothing is held, or at the deadline
   */
  public CompletionStage<Void> drain(Duration deadline) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    threads.control(() -> control.drain().thenRun(() -> done.complete(null)));
    return done.completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the streams, answers what was accepted, and gives all memory back before it returns. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (!threads.stopLoading(LONGEST_END)) {
      LOG.warn("A load is still under way, and is left behind");
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    threads.control(() -> control.end("the worker ends").thenRun(() -> ended.complete(null)));
    try {
      ended.get(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("A run is still under way, and is left behind");
    } catch (ExecutionException e) {
      LOG.error("The worker could not end in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.stopControl();
    registry.unregister(metrics);
  }
}
