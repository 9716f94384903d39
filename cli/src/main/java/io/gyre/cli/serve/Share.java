package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.MembershipKeys;
import io.gyre.cli.config.Settings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.guided.LeavingRecord;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.worker.placement.PlacedCatalogue;
import io.gyre.worker.placement.PlacedModels;
import io.gyre.worker.placement.UnitNeeds;
import java.util.List;
import java.util.function.Predicate;

/** What a worker serves of its repository: all of it, or its share by placement. */
sealed interface Share permits Share.All, PlacedShare {
  /** What there is to serve. */
  CatalogueSource source();

  /** Which models of it are served here. */
  Predicate<String> wanted();

  /** Whether it depends on who the other workers are. */
  boolean needsMembers();

  /**
   * Takes who the workers are.
   *
   * @param self what this one is known by among them
   */
  void members(List<Member> members, OwnEntry self);

  /** Has the other workers take it over, where they can. */
  void leave();

  /** All of a repository. */
  static Share all(CatalogueSource repository) {
    return new All(repository);
  }

  /**
   * What the configuration says.
   *
   * @param leaving where the other workers are told that this one ends
   * @param memoryBytes what this worker has for models
   */
  static Share of(
      Settings settings, CatalogueSource repository, LeavingRecord leaving, long memoryBytes) {
    int replicas = settings.get(Keys.PLACEMENT_REPLICAS);
    if (replicas == 0) {
      return all(repository);
    }
    PlacedModels models =
        new PlacedModels(
            settings.get(Keys.WORKER_ID), new UnitNeeds(new ReplicaRange(replicas, replicas)));
    return new PlacedShare(
        new PlacedCatalogue(repository, models),
        models,
        leaving,
        settings.get(MembershipKeys.ZONE),
        memoryBytes,
        settings.get(Keys.WORKER_MEMORY) > 0);
  }

  /** Every model. */
  record All(CatalogueSource source) implements Share {
    @Override
    public Predicate<String> wanted() {
      return _ -> true;
    }

    @Override
    public boolean needsMembers() {
      return false;
    }

    @Override
    public void members(List<Member> members, OwnEntry self) {}

    @Override
    public void leave() {}
  }
}
