package io.gyre.worker.placement;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The models that placement wants at one worker, by the members and the catalogue that it last
 * heard of. Every worker comes to the same placement once it has heard the same. Placed anew by one
 * thread at a time; any may ask.
 */
public final class PlacedModels implements Predicate<String> {
  private volatile String worker;
  private final UnitNeeds needs;
  private Placement placement = Placement.of(List.of(), List.of());
  private volatile Set<String> models = Set.of();

  /**
   * @param worker this worker's id among the members
   */
  public PlacedModels(String worker, UnitNeeds needs) {
    this.worker = worker;
    this.needs = needs;
  }

  /** Takes the id that this worker has among the members from now on. */
  void called(String id) {
    worker = id;
  }

  /** Places anew; the result says whether other models are wanted here than before. */
  public boolean place(Collection<MemberCapacity> members, Catalogue catalogue) {
    placement = placement.with(members, needs.of(catalogue));
    Set<String> now =
        placement.unitsOf(worker).stream()
            .map(UnitNeed::key)
            .map(key -> key.model())
            .collect(Collectors.toUnmodifiableSet());
    boolean changed = !now.equals(models);
    models = now;
    return changed;
  }

  /** The workers that host the model by placement, the first that it would choose first. */
  List<String> hosts(String model) {
    return placement.hostsOf(new UnitKey(model, 0));
  }

  /** How many replicas the model may have. */
  ReplicaRange range(ModelEntry model) {
    return needs.range(model);
  }

  /** How many models are wanted here. */
  public int count() {
    return models.size();
  }

  /** Who hosts what, by what was last heard. */
  public Placement placement() {
    return placement;
  }

  @Override
  public boolean test(String model) {
    return models.contains(model);
  }
}
