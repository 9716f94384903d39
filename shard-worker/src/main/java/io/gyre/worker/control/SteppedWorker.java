package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * A worker whose events are its caller's to bring about, one after the other: it has no thread that
 * decides, no repository and no clock of its own. What simulations of a whole cluster are made of.
 */
public final class SteppedWorker implements Worker {
  private final ServedReplicas served = new ServedReplicas();
  private final StatisticsBook statistics = new StatisticsBook(InstantSource.system());
  private final ReplicaKeeper keeper;
  private final UnitControl control;

  /**
   * A worker that waits for its first catalogue.
   *
   * @param wantedModels which of the catalogue's models are to be served
   * @param loads learns of each load that begins, and has its end told by {@link #onLoaded}
   * @param nanoTime the clock
   */
  public SteppedWorker(
      WorkerSettings settings,
      Predicate<String> wantedModels,
      Consumer<UnitId> loads,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    keeper =
        new ReplicaKeeper(
            served,
            statistics,
            settings.queueing(),
            new ResponseCache(settings.responseCacheBytes(), allocator),
            ReadPasses.NONE,
            allocator,
            nanoTime);
    control =
        new UnitControl(
            settings,
            wantedModels,
            (_, version) -> loads.accept(version.unit()),
            keeper,
            (_, _) -> {},
            nanoTime);
  }

  /** Takes what the registry holds now, and the models that are wanted of it. */
  public void onCatalogue(Catalogue catalogue) {
    control.onCatalogue(catalogue);
  }

  /** Notes that a unit is open and makes its first runs. */
  public void onWarming(UnitId unit) {
    control.onWarming(unit);
  }

  /** Takes the end of a load. */
  public void onLoaded(LoadOutcome outcome) {
    control.onLoaded(outcome);
  }

  /** Does what is due by now. */
  public void tick() {
    control.tick();
  }

  /** Wants nothing here any more; complete once every unit is gone. */
  public CompletionStage<Void> drain() {
    return control.drain();
  }

  /** Whether requests for the unit are answered. */
  public boolean serves(UnitId unit) {
    return served.of(unit) != null;
  }

  /** Requests for the unit that were accepted and not yet answered. */
  public int inFlight(UnitId unit) {
    Replica replica = served.of(unit);
    return replica == null ? 0 : replica.inFlight();
  }

  /** Whether a unit that is no longer served has memory still. */
  public boolean isClosing() {
    return keeper.isClosing();
  }

  @Override
  public ControlStream attach(String router, ControlListener listener) {
    control.attach(router, listener);
    return new ControlStream() {
      @Override
      public void release(Release release) {
        control.release(router, listener, release);
      }

      @Override
      public void condemn(Verdict verdict) {
        control.condemn(verdict);
      }

      @Override
      public void close() {
        control.detach(router, listener);
      }
    };
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

  /** Fails: what is asked for is in a registry, and there is none. */
  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    return CompletableFuture.failedStage(
        new UnsupportedOperationException("this worker has no registry to change"));
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    return drain().thenApply(_ -> DrainAnswer.getDefaultInstance());
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedStage(
        StatisticsReport.of(request, statistics.all(), served.all()));
  }

  /** Ends every stream, and every replica once its requests are answered. */
  public CompletionStage<Void> end() {
    return control.end("the worker ends");
  }

  @Override
  public void close() {
    var _ = end();
  }
}
