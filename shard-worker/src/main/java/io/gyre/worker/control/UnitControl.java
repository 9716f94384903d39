package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.Action;
import io.gyre.loader.lifecycle.Lifecycle;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.UnitMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker holds, and what it does about each event: takes the event, decides, carries out,
 * announces. Every call comes from one thread.
 */
final class UnitControl {
  private static final Logger LOG = LoggerFactory.getLogger(UnitControl.class);
  private static final int LONGEST_BACKOFF_DOUBLINGS = 6;
  private static final Duration MEMORY_LOOK = Duration.ofSeconds(1);

  private final WorkerSettings settings;
  private final LongSupplier nanoTime;
  private final LifecycleViews views;
  private final SizeEstimates estimates = new SizeEstimates();
  private final Loads loads;
  private final ReplicaKeeper keeper;
  private final LeaseLedger leases;
  private final Announcer announcer;
  private final CatalogueLog log = new CatalogueLog();
  private final Map<UnitId, TrackedUnit> units = new LinkedHashMap<>();
  private final List<Caller> awaitingCatalogue = new ArrayList<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private @Nullable Catalogue catalogue;
  private boolean draining;
  private boolean ended;
  private long announcements;
  private long memoryLookedAt;
  private volatile Map<UnitState, Integer> states = Map.of();
  private volatile LoadProgress progress = LoadProgress.NOT_BEGUN;

  /**
   * @param wantedModels which of the catalogue's models are to be served
   * @param nanoTime the clock of {@link System#nanoTime()}
   */
  UnitControl(
      WorkerSettings settings,
      Predicate<String> wantedModels,
      Loads loads,
      ReplicaKeeper keeper,
      LongSupplier nanoTime) {
    this.settings = settings;
    views = new LifecycleViews(settings, wantedModels, estimates);
    this.loads = loads;
    this.keeper = keeper;
    this.nanoTime = nanoTime;
    leases = new LeaseLedger(settings.leaseGrace().toNanos());
    announcer = new Announcer(settings.worker(), leases);
  }

  /** Takes what the repository holds now. */
  void onCatalogue(Catalogue next) {
    log.note(next);
    catalogue = next;
    estimates.keep(next.models().keySet());
    announcer.models(UnitMessages.toMessage(next));
    settle();
    awaitingCatalogue.forEach(caller -> attach(caller.router(), caller.listener()));
    awaitingCatalogue.clear();
  }

  /** Notes that the unit is open and makes its first runs. */
  void onWarming(UnitId unit) {
    follow(unit).ifPresent(tracked -> enter(tracked, UnitState.WARMING));
    publish();
  }

  /** Takes the end of a load. */
  void onLoaded(LoadOutcome outcome) {
    switch (outcome) {
      case LoadedUnit loaded -> onOpened(loaded);
      case LoadFailure failure -> onFailed(failure);
    }
    settle();
  }

  private void onOpened(LoadedUnit loaded) {
    TrackedUnit tracked = units.get(loaded.unit());
    if (tracked == null || !tracked.state().loads()) {
      LOG.error("{} was loaded and is not followed", loaded.unit());
      loaded.close();
      return;
    }
    Replica replica;
    try {
      if (isTooLarge(tracked, loaded)) {
        loaded.close();
        return;
      }
      replica = keeper.open(loaded);
    } catch (RuntimeException | Error e) {
      loaded.close();
      onFailed(new LoadFailure(loaded.unit(), "its instances could not be started: " + e, false));
      return;
    }
    if (tracked.state() == UnitState.LOADING) {
      enter(tracked, UnitState.WARMING);
    }
    enter(tracked, UnitState.READY);
    tracked.loaded(replica);
    LOG.info("{} is ready", loaded.unit());
    loaded.warmUp().notice().ifPresent(notice -> LOG.info("{}: {}", loaded.unit(), notice));
  }

  /**
   * Compares what the load took with the room that there is. Where it is more, the unit is wanted
   * anew, to wait until there is as much: no router learns of the states between.
   */
  private boolean isTooLarge(TrackedUnit tracked, LoadedUnit loaded) {
    UnitMemory memory = UnitMemory.of(loaded.model());
    estimates.learn(tracked.unit(), tracked.fileBytes(), memory);
    long free = views.free(units.values(), keeper.bytes()) + tracked.loadingBytes();
    if (memory.lasting() <= free) {
      return false;
    }
    LOG.warn(
        "{} is closed again, as it took more than was expected: {}",
        tracked.unit(),
        new RoomReport(memory.lasting(), Math.max(free, 0), settings.memoryBytes()).reason());
    enter(tracked, UnitState.FAILED);
    enter(tracked, UnitState.WANTED);
    return true;
  }

  private void onFailed(LoadFailure failure) {
    follow(failure.unit())
        .ifPresent(tracked -> {
          enter(tracked, UnitState.FAILED);
          tracked.failed(
              failure.reason(),
              failure.fileAtFault(),
              nanoTime.getAsLong() + backoff(tracked.failures()));
          LOG.error(
              "{} could not be loaded: {}", failure.unit(), failure.reason().replace("\n", "; "));
        });
  }

  private long backoff(int failuresBefore) {
    return settings.retryBackoff().toNanos() << Math.min(failuresBefore, LONGEST_BACKOFF_DOUBLINGS);
  }

  /** Opens a router's stream, once it is known what there is to tell. */
  void attach(String router, ControlListener listener) {
    if (catalogue == null) {
      awaitingCatalogue.add(new Caller(router, listener));
    } else {
      announcer.attach(router, listener, units.values());
    }
  }

  /** Takes a release that came by this listener's stream. */
  void release(String router, ControlListener listener, Release release) {
    announcer.release(
        router, listener, UnitMessages.fromMessage(release.getUnit()), release.getNumber());
    settle();
  }

  /** Takes the end of this listener's stream. */
  void detach(String router, ControlListener listener) {
    awaitingCatalogue.remove(new Caller(router, listener));
    announcer.detach(router, listener, nanoTime.getAsLong());
    settle();
  }

  /** Does what is due by now. */
  void tick() {
    leases.prune(nanoTime.getAsLong());
    if (units.values().stream().anyMatch(TrackedUnit::isRestless)) {
      settle();
    }
    tellMemory();
  }

  /** Announces anew what holds much more or less memory than routers were told. */
  private void tellMemory() {
    long now = nanoTime.getAsLong();
    if (now - memoryLookedAt < MEMORY_LOOK.toNanos()) {
      return;
    }
    memoryLookedAt = now;
    for (TrackedUnit unit : units.values()) {
      if (unit.state() == UnitState.READY && unit.hasOtherMemory()) {
        unit.renumber(++announcements, now);
        announcer.changed(unit.unit());
      }
    }
    announcer.flush(units);
  }

  /**
   * Wants nothing here any more.
   *
   * @return complete once every unit is gone
   */
  CompletionStage<Void> drain() {
    draining = true;
    announcer.draining();
    settle();
    return drained;
  }

  /** Ends every stream, and every replica once its requests are answered. */
  CompletionStage<Void> end(String reason) {
    ended = true;
    announcer.end(reason);
    units.clear();
    return keeper.end();
  }

  /** Units by state, as they were after the last event. Safe from any thread. */
  Map<UnitState, Integer> states() {
    return states;
  }

  /** How far loading has come, as it was after the last event. Safe from any thread. */
  LoadProgress progress() {
    return progress;
  }

  /** Decides and carries out until nothing is left to do, then announces what changed. */
  private void settle() {
    if (ended) {
      return;
    }
    if (catalogue != null) {
      List<Action> actions = decide(catalogue);
      while (!actions.isEmpty()) {
        for (Action action : actions) {
          carryOut(action, catalogue);
        }
        actions = decide(catalogue);
      }
    }
    publish();
    if (draining && units.isEmpty()) {
      drained.complete(null);
    }
  }

  private void publish() {
    announcer.flush(units);
    states =
        units.values().stream()
            .collect(Collectors.toUnmodifiableMap(TrackedUnit::state, _ -> 1, Integer::sum));
    if (catalogue != null) {
      progress = LoadProgress.of(states, views.isSettling(catalogue));
    }
  }

  private List<Action> decide(Catalogue from) {
    return Lifecycle.decide(
        views.at(
            nanoTime.getAsLong(),
            draining ? Catalogue.EMPTY : from,
            units.values(),
            leases,
            keeper.bytes()));
  }

  private void carryOut(Action action, Catalogue from) {
    UnitId unit = action.unit();
    switch (action) {
      case Action.Want _ -> want(unit);
      case Action.Wait(_, long needed, long free) -> {
        TrackedUnit tracked = enter(unit, UnitState.WAITING);
        RoomReport room = new RoomReport(needed, free, settings.memoryBytes());
        tracked.lacks(room);
        LOG.warn("{} isn't loaded: {}", unit, room.reason());
      }
      case Action.Load _ -> load(unit, from);
      case Action.Retire _ -> enter(unit, UnitState.RETIRING);
      case Action.Restore _ -> enter(unit, UnitState.READY);
      case Action.Reannounce _ -> {
        tracked(unit).renumber(++announcements, nanoTime.getAsLong());
        announcer.changed(unit);
      }
      case Action.Unload _ -> unload(unit);
    }
  }

  private void want(UnitId unit) {
    if (units.containsKey(unit)) {
      enter(unit, UnitState.WANTED);
    } else {
      units.put(unit, new TrackedUnit(unit, ++announcements, nanoTime.getAsLong()));
      announcer.changed(unit);
    }
  }

  private void load(UnitId unit, Catalogue from) {
    TrackedUnit tracked = enter(unit, UnitState.LOADING);
    ModelEntry model = from.model(unit.model()).orElse(null);
    VersionEntry version = model == null ? null : model.version(unit.version()).orElse(null);
    if (model != null && version != null && version.unit().equals(unit)) {
      LOG.info("{} is being loaded", unit);
      tracked.loading(version.bytes(), estimates.of(unit, version.bytes()));
      loads.start(model, version);
    } else {
      onFailed(new LoadFailure(unit, "it is no longer in the repository", false));
    }
  }

  private void unload(UnitId unit) {
    TrackedUnit tracked = enter(unit, UnitState.UNLOADED);
    units.remove(unit);
    announcer.gone(unit);
    Replica replica = tracked.replica();
    if (replica != null) {
      keeper.close(replica);
    }
  }

  private TrackedUnit enter(UnitId unit, UnitState state) {
    return enter(tracked(unit), state);
  }

  private TrackedUnit enter(TrackedUnit tracked, UnitState state) {
    tracked.become(state, ++announcements, nanoTime.getAsLong());
    announcer.changed(tracked.unit());
    return tracked;
  }

  private TrackedUnit tracked(UnitId unit) {
    return follow(unit).orElseThrow(() -> new IllegalStateException(unit + " is not followed"));
  }

  private Optional<TrackedUnit> follow(UnitId unit) {
    return Optional.ofNullable(units.get(unit));
  }

  /** A router whose stream is to open. */
  private record Caller(String router, ControlListener listener) {}
}
