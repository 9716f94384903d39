package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.MembershipKeys;
import io.gyre.cli.config.Settings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.worker.placement.PlacedCatalogue;
import io.gyre.worker.placement.PlacedModels;
import io.gyre.worker.placement.UnitNeeds;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a worker serves of its repository: all of it, or its share by placement.
 *
 * @param source what there is to serve
 * @param wanted which models of it are served here
 * @param placed places it; null where all of it is served
 * @param memoryBytes what a worker has for models that doesn't tell
 */
record Share(
    CatalogueSource source,
    Predicate<String> wanted,
    @Nullable PlacedCatalogue placed,
    long memoryBytes) {
  /** All of a repository. */
  static Share all(CatalogueSource repository) {
    return new Share(repository, _ -> true, null, 0);
  }

  /**
   * What the configuration says.
   *
   * @param memoryBytes what this worker has for models
   */
  static Share of(Settings settings, CatalogueSource repository, long memoryBytes) {
    int replicas = settings.get(Keys.PLACEMENT_REPLICAS);
    if (replicas == 0) {
      return all(repository);
    }
    String id = settings.get(Keys.WORKER_ID);
    PlacedModels models = new PlacedModels(id, new UnitNeeds(new ReplicaRange(replicas, replicas)));
    MemberCapacity self =
        new MemberCapacity(id, memoryBytes, Set.of(), settings.get(MembershipKeys.ZONE));
    PlacedCatalogue placed = new PlacedCatalogue(repository, models, self);
    return new Share(placed, models, placed, memoryBytes);
  }

  /** Whether it depends on who the other workers are. */
  boolean needsMembers() {
    return placed != null;
  }

  /** Takes who the workers are. */
  void members(List<Member> members) {
    if (placed != null) {
      placed.members(members.stream().map(this::capacity).toList());
    }
  }

  private MemberCapacity capacity(Member member) {
    return new MemberCapacity(
        member.id(),
        member.memoryBytes() == 0 ? memoryBytes : member.memoryBytes(),
        member.devices(),
        member.zone());
  }
}
