package io.gyre.bench.walk;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.worker.control.SteppedWorker;
import io.gyre.worker.control.WorkerSettings;
import io.gyre.worker.placement.PlacedModels;
import io.gyre.worker.placement.UnitNeeds;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One run of a worker's process, from its start to its end: the real control loop and replicas,
 * with loads and runs that end when the walk says so.
 */
final class WorkerProcess {
  private static final long LONGEST_SECONDS = 30;

  private final Registry registry;
  private final ByteBufAllocator allocator;
  private final PlacedModels placed;
  private final SteppedWorker worker;

  /** Units under way, and whether they are open already. */
  private final Map<UnitId, Boolean> loading = new LinkedHashMap<>();

  private final Map<UnitId, HeldModel> models = new LinkedHashMap<>();
  private final List<HeldModel> allModels = new ArrayList<>();
  private final Map<UnitId, Deque<CompletableFuture<Outcome>>> running = new LinkedHashMap<>();
  private Collection<MemberCapacity> members = List.of();
  private Catalogue catalogue;
  private boolean draining;
  private boolean drained;

  WorkerProcess(
      WorkerSettings settings,
      UnitNeeds needs,
      Registry registry,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    this.registry = registry;
    this.allocator = allocator;
    catalogue = registry.catalogue();
    placed = new PlacedModels(settings.worker(), needs);
    worker =
        new SteppedWorker(settings, placed, unit -> loading.put(unit, false), allocator, nanoTime);
  }

  SteppedWorker worker() {
    return worker;
  }

  /** Reads the registry. */
  void read() {
    catalogue = registry.catalogue();
    place();
  }

  /** Hears who the members are. */
  void hear(Collection<MemberCapacity> now) {
    members = now;
    place();
  }

  private void place() {
    var _ = placed.place(members, catalogue);
    worker.onCatalogue(catalogue);
    settle();
  }

  void tick() {
    worker.tick();
    settle();
  }

  /** Gives everything away. */
  void drain() {
    if (!draining) {
      draining = true;
      worker.drain().thenRun(() -> drained = true);
      settle();
    }
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether everything is given away. */
  boolean isDrained() {
    return drained;
  }

  List<UnitId> loading() {
    return List.copyOf(loading.keySet());
  }

  /**
   * Takes a load a step further.
   *
   * @param trouble whether it fails though the files are in order
   */
  void load(UnitId unit, boolean trouble) {
    boolean open = loading.getOrDefault(unit, false);
    if (!open && !registry.isGood(unit)) {
      ended(new LoadFailure(unit, "its files are wrong", registry.has(unit)));
    } else if (trouble) {
      ended(new LoadFailure(unit, "the worker is in trouble", false));
    } else if (!open) {
      loading.put(unit, true);
      worker.onWarming(unit);
    } else {
      HeldModel model = new HeldModel(allocator, registry.heldBytes(unit));
      allModels.add(model);
      models.put(unit, model);
      ended(new LoadedUnit(unit, HeldModel.configuration(unit.model()), model));
    }
    settle();
  }

  private void ended(LoadOutcome outcome) {
    UnitId unit =
        switch (outcome) {
          case LoadedUnit loaded -> loaded.unit();
          case LoadFailure failure -> failure.unit();
        };
    loading.remove(unit);
    worker.onLoaded(outcome);
  }

  /** Takes a request in; its run ends by {@link #finish}. */
  void infer(UnitId unit, InferenceRequest request, CompletableFuture<Outcome> outcome) {
    running.computeIfAbsent(unit, _ -> new ArrayDeque<>()).add(outcome);
    worker.infer(unit, request, outcome::complete);
    if (outcome.isDone()) {
      running.get(unit).remove(outcome);
    }
  }

  /** Units with requests that wait or run. */
  List<UnitId> busy() {
    return running.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Ends the run of the request that the unit took first. */
  void finish(UnitId unit) {
    Deque<CompletableFuture<Outcome>> requests = running.getOrDefault(unit, new ArrayDeque<>());
    CompletableFuture<Outcome> first = requests.poll();
    HeldModel model = models.get(unit);
    if (first == null || model == null) {
      return;
    }
    model.permitOne();
    await(first);
    int left = requests.size();
    await(() -> worker.inFlight(unit) <= left, "a run to be counted off");
    settle();
  }

  /** Dies: what it holds is gone. Every request has an outcome then, which nobody may get. */
  void die() {
    allModels.forEach(HeldModel::permitAll);
    CompletableFuture<Void> ended = worker.end().toCompletableFuture();
    running.values().forEach(requests -> requests.forEach(WorkerProcess::await));
    await(ended);
  }

  /** Whether a model was run after its end, or ended under a run. */
  boolean isMisused() {
    return allModels.stream().anyMatch(HeldModel::isMisused);
  }

  /** Units whose models have not ended. */
  Set<UnitId> held() {
    return models.entrySet().stream()
        .filter(entry -> !entry.getValue().isClosed())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether every model has ended. */
  boolean isEmpty() {
    return allModels.stream().allMatch(HeldModel::isClosed);
  }

  /** Waits for what the replicas' threads still have to do, so that walks can be repeated. */
  private void settle() {
    await(() -> !worker.isClosing(), "a replica to end");
  }

  private static void await(CompletableFuture<?> future) {
    try {
      future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a replica doesn't do its work", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void await(BooleanSupplier done, String what) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      Thread.yield();
    }
  }
}
