package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.lifecycle.Action;
import io.gyre.loader.lifecycle.Lifecycle;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.repository.Attempts;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a worker holds, and what it does about each event: takes the event, decides, carries out,
 * announces. Every call comes from one thread.
 */
final class UnitControl {
  private static final Duration MEMORY_LOOK = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final BiConsumer<String, CondemnedVersion> verdictRecord;
  private final CondemnedVersions verdicts = new CondemnedVersions();
  private final LifecycleViews views;
  private final SizeEstimates estimates = new SizeEstimates();
  private final ReplicaKeeper keeper;
  private final LeaseLedger leases;
  private final Announcer announcer;
  private final UnitTable units;
  private final UnitActions actions;
  private final UnitGuard guard;
  private final CatalogueLog log = new CatalogueLog();
  private final List<Caller> awaitingCatalogue = new ArrayList<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private Attempts attempts = Attempts.NONE;
  private Catalogue repository = Catalogue.EMPTY;
  private @Nullable Catalogue catalogue;
  private boolean draining;
  private boolean ended;
  private long memoryLookedAt;
  private volatile Map<UnitState, Integer> states = Map.of();
  private volatile LoadProgress progress = LoadProgress.NOT_BEGUN;

  /**
   * @param wantedModels which of the catalogue's models are to be served
   * @param verdictRecord learns of verdicts that routers reach, to keep them with the model's name
   * @param nanoTime the clock of {@link System#nanoTime()}
   */
  UnitControl(
      WorkerSettings settings,
      Predicate<String> wantedModels,
      Loads loads,
      ReplicaKeeper keeper,
      BiConsumer<String, CondemnedVersion> verdictRecord,
      LongSupplier nanoTime) {
    views = new LifecycleViews(settings, wantedModels, estimates, verdicts);
    this.keeper = keeper;
    this.verdictRecord = verdictRecord;
    this.nanoTime = nanoTime;
    leases = new LeaseLedger(settings.leaseGrace().toNanos());
    announcer = new Announcer(settings.worker(), leases);
    units = new UnitTable(announcer, verdicts, nanoTime);
    actions = new UnitActions(settings, units, estimates, loads, keeper, this::free, nanoTime);
    guard = new UnitGuard(settings.retryBackoff().toNanos(), nanoTime);
  }

  /** Takes what the repository holds now. */
  void onCatalogue(Catalogue next) {
    log.note(next);
    retryAsked(next);
    repository = next;
    catalogue = attempts.in(next);
    estimates.keep(next.models().keySet());
    announcer.models(UnitMessages.toMessage(next));
    units.retainUnloaded(next.models().keySet());
    verdicts.retain(next.models().keySet());
    learnVerdicts(catalogue);
    units.noteVanished(
        unit -> next.model(unit.model()).filter(model -> lacks(model, unit)).isPresent());
    settle();
    awaitingCatalogue.forEach(caller -> attach(caller.router(), caller.listener()));
    awaitingCatalogue.clear();
  }

  /** Whether the model's folder has no such version any more, be it in another form. */
  private static boolean lacks(ModelEntry model, UnitId unit) {
    return model.version(unit.version()).isEmpty()
        && model.settling().stream().noneMatch(one -> one.version() == unit.version());
  }

  /** Has what failed, or was condemned, tried again where people ask for that. */
  private void retryAsked(Catalogue next) {
    if (catalogue == null) {
      return;
    }
    Catalogue before = catalogue;
    Predicate<UnitId> asked =
        unit -> before.orders(unit.model()).attempt() != next.orders(unit.model()).attempt();
    for (TrackedUnit unit : units.all()) {
      if (unit.state() == UnitState.FAILED && asked.test(unit.unit())) {
        unit.retryNow(nanoTime.getAsLong());
      }
    }
    for (UnitId condemned : List.copyOf(verdicts.all())) {
      Optional<ModelEntry> model = next.model(condemned.model());
      if (model.isPresent() && asked.test(condemned)) {
        attempts = attempts.and(model.get(), OptionalLong.of(condemned.version()));
      }
    }
  }

  /**
   * Takes the verdicts that were kept. They are about content, and so about every attempt at it.
   */
  private void learnVerdicts(Catalogue present) {
    for (String model : present.orders().keySet()) {
      for (CondemnedVersion kept : present.orders(model).condemned()) {
        Optional<UnitId> unit =
            unit(repository, model, kept.version())
                .filter(one -> one.revision().equals(kept.revision()))
                .flatMap(_ -> unit(present, model, kept.version()));
        if (unit.isPresent()
            && verdicts.add(model, kept.version(), unit.get().revision(), kept.reason())) {
          units.condemned();
          units.showCondemned(unit.get());
        }
      }
    }
  }

  private static Optional<UnitId> unit(Catalogue in, String model, long version) {
    return in.model(model).flatMap(entry -> entry.version(version)).map(VersionEntry::unit);
  }

  /** Notes that the unit is open and makes its first runs. */
  void onWarming(UnitId unit) {
    actions.onWarming(unit);
    publish();
  }

  /** Takes the end of a load. */
  void onLoaded(LoadOutcome outcome) {
    actions.onLoaded(outcome);
    settle();
  }

  /** Opens a router's stream, once it is known what there is to tell. */
  void attach(String router, ControlListener listener) {
    if (catalogue == null) {
      awaitingCatalogue.add(new Caller(router, listener));
    } else {
      units.attach(router, listener);
    }
  }

  /** Takes a release that came by this listener's stream. */
  void release(String router, ControlListener listener, Release release) {
    announcer.release(router, listener, UnitMessage.read(release.getUnit()), release.getNumber());
    settle();
  }

  /** Takes a router's verdict on a version, and says it to all from then on. */
  void condemn(Verdict verdict) {
    String reason = verdict.getReason();
    if (verdicts.add(verdict.getModel(), verdict.getVersion(), verdict.getRevision(), reason)) {
      keep(verdict);
      units.condemned();
      settle();
    }
  }

  private void keep(Verdict verdict) {
    String model = verdict.getModel();
    long version = verdict.getVersion();
    if (catalogue != null
        && unit(catalogue, model, version)
            .filter(one -> one.revision().equals(verdict.getRevision()))
            .isPresent()) {
      unit(repository, model, version)
          .ifPresent(content ->
              verdictRecord.accept(
                  model, new CondemnedVersion(version, content.revision(), verdict.getReason())));
    }
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
    if (guard.isDue() || units.all().stream().anyMatch(TrackedUnit::isRestless)) {
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
    for (TrackedUnit unit : units.all()) {
      if (unit.state() == UnitState.READY && unit.hasOtherMemory()) {
        units.reannounce(unit.unit());
      }
    }
    units.flush();
  }

  /** Memory left for units to load. */
  private long free() {
    return views.free(units.all(), keeper.bytes());
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
      Catalogue wanted = draining ? Catalogue.EMPTY : catalogue;
      List<Action> due = decide(wanted);
      while (!due.isEmpty()) {
        for (Action action : due) {
          guard.run(action.unit(), () -> actions.carryOut(action, wanted));
        }
        due = decide(wanted);
      }
    }
    publish();
    if (draining && units.all().isEmpty()) {
      drained.complete(null);
    }
  }

  private void publish() {
    units.flush();
    states = units.states();
    if (catalogue != null) {
      progress = LoadProgress.of(states, views.isSettling(catalogue));
    }
  }

  /** What is to be done, but for units that wait after a fault. */
  private List<Action> decide(Catalogue wanted) {
    List<Action> decided =
        Lifecycle.decide(
            views.at(nanoTime.getAsLong(), wanted, units.all(), leases, keeper.bytes()));
    guard.retain(decided.stream().map(Action::unit).collect(Collectors.toSet()));
    return decided.stream().filter(action -> guard.allows(action.unit())).toList();
  }

  /** A router whose stream is to open. */
  private record Caller(String router, ControlListener listener) {}
}
