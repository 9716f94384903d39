package io.gyre.worker.placement;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry of which a worker of a cluster serves its share: each catalogue is placed by the
 * members that are known when it is read. Before any are known nothing is wanted.
 */
public final class PlacedCatalogue implements CatalogueSource {
  private static final Logger LOG = LoggerFactory.getLogger(PlacedCatalogue.class);

  private final CatalogueSource registry;
  private final PlacedModels placed;
  private final ReplicaDemand demand = new ReplicaDemand();
  private volatile Known known = new Known(List.of(), "");

  /** What was placed last. */
  private Catalogue catalogue = Catalogue.EMPTY;

  /**
   * @param registry what there is to serve
   * @param placed the models that are this worker's share
   */
  public PlacedCatalogue(CatalogueSource registry, PlacedModels placed) {
    this.registry = registry;
    this.placed = placed;
  }

  /** The members, and the id of this worker among them. */
  private record Known(List<MemberCapacity> members, String self) {
    /** Those of them that stay; all, where none would. */
    List<MemberCapacity> staying(Set<String> leaving) {
      List<MemberCapacity> staying =
          members.stream().filter(member -> !leaving.contains(member.id())).toList();
      return staying.isEmpty() ? members : staying;
    }
  }

  /**
   * Takes who the members are. A worker that isn't listed yet counts itself among them. What the
   * catalogue's next reading is placed by. Safe from any thread.
   *
   * @param self this worker, by the id that the list has for it where it is listed
   */
  public void members(Collection<MemberCapacity> now, MemberCapacity self) {
    List<MemberCapacity> all = new ArrayList<>(now);
    if (all.stream().noneMatch(member -> member.id().equals(self.id()))) {
      all.add(self);
    }
    known = new Known(List.copyOf(all), self.id());
  }

  @Override
  public Catalogue scan(Catalogue previous) {
    Catalogue next = registry.scan(previous);
    Known now = known;
    List<MemberCapacity> staying = now.staying(next.leaving());
    placed.called(now.self());
    if (!staying.isEmpty() && placed.place(staying, next)) {
      LOG.info(
          "{} of {} models are to be served here, one of {} workers",
          placed.count(),
          next.models().size(),
          staying.size());
    }
    catalogue = next;
    return next;
  }

  @Override
  public ChangeAnswer change(ChangeRequest request) {
    return registry.change(request);
  }

  @Override
  public void condemn(String model, CondemnedVersion version) {
    registry.condemn(model, version);
  }

  /** Has models that are hosted here grow and shrink with demand. */
  @Override
  public void demand(Map<String, Double> busy) {
    for (ModelEntry model : catalogue.models().values()) {
      String name = model.name();
      ReplicaRange range = placed.range(model);
      List<String> hosts = range.isFixed() ? List.of() : placed.hosts(name);
      if (!hosts.contains(known.self())) {
        demand.forget(name);
        continue;
      }
      decide(
          name,
          new DemandLook(
              range,
              hosts.size(),
              hosts.getFirst().equals(known.self()),
              catalogue.orders(name).replicas(),
              busy.getOrDefault(name, 0.0)));
    }
  }

  private void decide(String model, DemandLook look) {
    ReplicaCount wanted = demand.wanted(model, look);
    if (!wanted.equals(look.count()) && registry.replicas(model, look.count(), wanted)) {
      LOG.info(
          "{}: its replica here was busy for {} % of the time: {} wanted, {} until now",
          model,
          Math.round(100 * look.busy()),
          text(look.range(), wanted),
          text(look.range(), look.count()));
    }
  }

  private static String text(ReplicaRange range, ReplicaCount count) {
    String replicas = range.clamp(count.count()) + " replicas";
    return count.isOffered()
        ? replicas + " (" + count.offered() + " unless a host objects)"
        : replicas;
  }
}
