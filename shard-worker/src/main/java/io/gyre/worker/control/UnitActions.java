package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.Action;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.LoadTimes;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.UnitMemory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided for units, and takes the ends of loads. */
final class UnitActions {
  private static final Logger LOG = LoggerFactory.getLogger(UnitActions.class);
  private static final int LONGEST_BACKOFF_DOUBLINGS = 6;

  private final WorkerSettings settings;
  private final UnitTable units;
  private final SizeEstimates estimates;
  private final Loads loads;
  private final ReplicaKeeper keeper;
  private final LongSupplier free;
  private final LongSupplier nanoTime;

  /**
   * @param estimates what units are expected to hold
   * @param free memory left for units to load
   */
  UnitActions(
      WorkerSettings settings,
      UnitTable units,
      SizeEstimates estimates,
      Loads loads,
      ReplicaKeeper keeper,
      LongSupplier free,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.units = units;
    this.estimates = estimates;
    this.loads = loads;
    this.keeper = keeper;
    this.free = free;
    this.nanoTime = nanoTime;
  }

  /**
   * Does one thing for one unit.
   *
   * @param from the catalogue that it was decided by
   */
  void carryOut(Action action, Catalogue from) {
    UnitId unit = action.unit();
    switch (action) {
      case Action.Want _ -> units.want(unit);
      case Action.Wait(_, long needed, long left) -> {
        RoomReport room = new RoomReport(needed, left, settings.memoryBytes());
        units.enter(unit, UnitState.WAITING).lacks(room);
        LOG.warn("{} isn't loaded: {}", unit, room.reason());
      }
      case Action.Load _ -> load(unit, from);
      case Action.Retire _ -> units.enter(unit, UnitState.RETIRING);
      case Action.Restore _ -> units.enter(unit, UnitState.READY);
      case Action.Reannounce _ -> units.reannounce(unit);
      case Action.Unload _ -> unload(unit, from.model(unit.model()).isPresent());
    }
  }

  private void load(UnitId unit, Catalogue from) {
    TrackedUnit tracked = units.enter(unit, UnitState.LOADING);
    ModelEntry model = from.model(unit.model()).orElse(null);
    VersionEntry version = model == null ? null : model.version(unit.version()).orElse(null);
    if (model != null && version != null && version.unit().equals(unit)) {
      LOG.info("{} is being loaded", unit);
      tracked.loading(version.bytes(), estimates.of(unit, version.bytes()));
      try {
        loads.start(model, version);
      } catch (RuntimeException | Error e) {
        onFailed(new LoadFailure(unit, "its load could not be begun: " + e, false));
      }
    } else {
      onFailed(new LoadFailure(unit, "it is no longer in the repository", false));
    }
  }

  private void unload(UnitId unit, boolean remembered) {
    Replica replica = units.unload(unit, remembered);
    if (replica != null) {
      keeper.close(replica);
    }
  }

  /** Notes that the unit is open and makes its first runs. */
  void onWarming(UnitId unit) {
    if (units.find(unit).isPresent()) {
      units.enter(unit, UnitState.WARMING);
    }
  }

  /** Takes the end of a load. */
  void onLoaded(LoadOutcome outcome) {
    switch (outcome) {
      case LoadedUnit loaded -> onOpened(loaded);
      case LoadFailure failure -> onFailed(failure);
    }
  }

  private void onOpened(LoadedUnit loaded) {
    UnitId unit = loaded.unit();
    @Nullable TrackedUnit tracked = units.find(unit).orElse(null);
    if (tracked == null || !tracked.state().loads()) {
      LOG.error("{} was loaded and is not followed", unit);
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
      onFailed(new LoadFailure(unit, "its instances could not be started: " + e, false));
      return;
    }
    if (tracked.state() == UnitState.LOADING) {
      units.enter(unit, UnitState.WARMING);
    }
    units.enter(unit, UnitState.READY).loaded(replica);
    LoadTimes times = loaded.times();
    LOG.info(
        "{} is ready: opened in {} ms, warmed up in {} ms, {} golden requests answered as expected",
        unit,
        times.opening() / 1_000_000,
        times.warmUp() / 1_000_000,
        times.goldenRequests());
    loaded.warmUp().notice().ifPresent(notice -> LOG.info("{}: {}", unit, notice));
  }

  /**
   * Compares what the load took with the room that there is. Where it is more, the unit is wanted
   * anew, to wait until there is as much: no router learns of the states between.
   */
  private boolean isTooLarge(TrackedUnit tracked, LoadedUnit loaded) {
    UnitMemory memory = UnitMemory.of(loaded.model());
    estimates.learn(tracked.unit(), tracked.fileBytes(), memory);
    long room = free.getAsLong() + tracked.loadingBytes();
    if (memory.lasting() <= room) {
      return false;
    }
    LOG.warn(
        "{} is closed again, as it took more than was expected: {}",
        tracked.unit(),
        new RoomReport(memory.lasting(), Math.max(room, 0), settings.memoryBytes()).reason());
    units.enter(tracked.unit(), UnitState.FAILED);
    units.enter(tracked.unit(), UnitState.WANTED);
    return true;
  }

  private void onFailed(LoadFailure failure) {
    if (units.find(failure.unit()).isEmpty()) {
      return;
    }
    TrackedUnit tracked = units.enter(failure.unit(), UnitState.FAILED);
    long pause = backoff(tracked.failures());
    String reason =
        failure.fileAtFault()
            ? failure.reason()
            : failure.reason() + "; tried again in " + Duration.ofNanos(pause).toMillis() + " ms";
    tracked.failed(reason, failure.fileAtFault(), nanoTime.getAsLong() + pause);
    LOG.error("{} could not be loaded: {}", failure.unit(), reason.replace("\n", "; "));
  }

  private long backoff(int failuresBefore) {
    return settings.retryBackoff().toNanos() << Math.min(failuresBefore, LONGEST_BACKOFF_DOUBLINGS);
  }
}
