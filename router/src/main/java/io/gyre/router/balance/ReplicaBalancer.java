package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The router's way to a replica: outliers are left out, the router's own zone comes first, a key
 * chooses by hash, and without one the cheaper of two is taken. A zone whose replica is several
 * times dearer than another's spills over.
 */
public final class ReplicaBalancer implements Balancer {
  /** How many times dearer a near replica may be before a far one is taken. */
  private static final double SPILL = 2;

  private final Zones zones;
  private final Subset subset;
  private final KeyedChoice keyed;
  private final PowerOfTwoChoices choices;

  /**
   * @param zones where replicas are
   */
  public ReplicaBalancer(BalanceSettings settings, Zones zones) {
    this(
        zones,
        new Subset(settings.seed(), settings.subset()),
        settings.slack(),
        new PowerOfTwoChoices(settings.slowStart().toNanos()));
  }

  ReplicaBalancer(Zones zones, Subset subset, double slack, PowerOfTwoChoices choices) {
    this.zones = zones;
    this.subset = subset;
    this.keyed = new KeyedChoice(slack);
    this.choices = choices;
  }

  @Override
  public @Nullable Replica pick(
      List<Replica> replicas, Collection<Replica> excluded, @Nullable String key, long now) {
    List<Replica> able = OutlierFloor.able(replicas, excluded, now);
    if (able.isEmpty()) {
      return null;
    }
    List<Replica> near = zones.near(able);
    if (key != null) {
      return keyed.pick(near, key);
    }
    Replica picked = choices.pick(subset.of(near), now);
    return near.size() == able.size() ? picked : spill(picked, near, able, now);
  }

  private Replica spill(Replica picked, List<Replica> near, List<Replica> able, long now) {
    List<Replica> far = able.stream().filter(replica -> !near.contains(replica)).toList();
    Replica other = choices.pick(subset.of(far), now);
    return choices.isCheaper(other, picked, SPILL, now) ? other : picked;
  }
}
