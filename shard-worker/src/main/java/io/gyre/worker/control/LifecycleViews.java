package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.lifecycle.HeldUnit;
import io.gyre.loader.lifecycle.LifecycleView;
import io.gyre.loader.lifecycle.Wanted;
import io.gyre.loader.lifecycle.WantedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts together what the life cycle's decisions depend on. */
final class LifecycleViews {
  private final WorkerSettings settings;
  private final Predicate<String> wantedModels;
  private final SizeEstimates estimates;
  private final CondemnedVersions verdicts;
  private final WantedMemo memo = new WantedMemo();

  /**
   * @param wantedModels which of the catalogue's models are to be served
   * @param estimates what units are expected to hold
   * @param verdicts versions that routers condemned
   */
  LifecycleViews(
      WorkerSettings settings,
      Predicate<String> wantedModels,
      SizeEstimates estimates,
      CondemnedVersions verdicts) {
    this.settings = settings;
    this.wantedModels = wantedModels;
    this.estimates = estimates;
    this.verdicts = verdicts;
  }

  /**
   * The view of one moment.
   *
   * @param catalogue what there is to serve; empty where nothing is wanted any more
   * @param units what is followed
   * @param replicaBytes memory that replicas hold
   */
  LifecycleView at(
      long now,
      Catalogue catalogue,
      Collection<TrackedUnit> units,
      LeaseLedger leases,
      long replicaBytes) {
    List<HeldUnit> held =
        units.stream().map(unit -> unit.snapshot(leases.of(unit.unit()))).toList();
    Map<String, List<HeldUnit>> byModel =
        held.stream().collect(Collectors.groupingBy(unit -> unit.unit().model()));
    Set<UnitId> condemned = new HashSet<>(verdicts.all());
    units.stream().filter(TrackedUnit::isCondemned).map(TrackedUnit::unit).forEach(condemned::add);
    memo.begin(catalogue, condemned);
    List<WantedUnit> wanted = new ArrayList<>();
    Set<UnitId> shownAsFailed = new HashSet<>();
    for (ModelEntry model : catalogue.models().values()) {
      ModelOrders orders = catalogue.orders(model.name());
      if (wantedModels.test(model.name()) && orders.wanted()) {
        List<HeldUnit> ofModel = byModel.getOrDefault(model.name(), List.of());
        Wanted asked = memo.of(model, ofModel);
        asked.units().forEach(unit -> wanted.add(sized(unit)));
        shownAsFailed.addAll(asked.condemned());
      }
    }
    return new LifecycleView(
        now,
        wanted,
        shownAsFailed,
        held,
        leases.routers(),
        free(units, replicaBytes),
        settings.loadingThreads(),
        settings.leaseGrace().toNanos(),
        settings.reannounceAfter().toNanos());
  }

  /** Memory left for units to load. */
  long free(Collection<TrackedUnit> units, long replicaBytes) {
    long loadingBytes = units.stream().mapToLong(TrackedUnit::loadingBytes).sum();
    return settings.memoryBytes() - replicaBytes - loadingBytes;
  }

  private WantedUnit sized(WantedUnit unit) {
    return new WantedUnit(unit.unit(), estimates.of(unit.unit(), unit.bytes()));
  }

  /** Whether files of models that are to be served are still being copied. */
  boolean isSettling(Catalogue catalogue) {
    return catalogue.models().values().stream()
        .filter(model -> wantedModels.test(model.name()))
        .filter(model -> catalogue.orders(model.name()).wanted())
        .anyMatch(model -> !model.settling().isEmpty());
  }
}
