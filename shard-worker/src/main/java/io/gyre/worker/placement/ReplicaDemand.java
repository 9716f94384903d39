package io.gyre.worker.placement;

import io.gyre.loader.desired.ReplicaCount;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides by how busy a model's replica here is how many it is to have, at looks in equal
 * intervals. Nobody knows how busy the others are, and requests may pass some of them by: so every
 * host may have the model grow, and may object to fewer replicas; only the first offers them, after
 * a long calm, and carries that out where the offer has stood for a while.
 */
final class ReplicaDemand {
  private final Map<String, DemandTrend> trends = new HashMap<>();

  /** What the record is to have of the model; what it has where nothing is to change. */
  ReplicaCount wanted(String model, DemandLook look) {
    DemandTrend trend = trends.getOrDefault(model, DemandTrend.before(look.range())).after(look);
    ReplicaCount wanted = wanted(trend, look);
    boolean offers = wanted.isOffered() && !look.count().isOffered();
    trends.put(model, offers ? trend.afterOffer() : trend);
    return wanted;
  }

  private static ReplicaCount wanted(DemandTrend trend, DemandLook look) {
    ReplicaCount count = look.count();
    int needed = look.needed();
    if (needed > look.hosts() && needed > look.asked() && trend.isSettled()) {
      return new ReplicaCount(needed, 0);
    }
    if (count.isOffered() && needed > count.offered()) {
      return new ReplicaCount(count.count(), 0);
    }
    if (look.first() && trend.standing() > DemandTrend.CALM) {
      return new ReplicaCount(count.offered() == look.range().fewest() ? 0 : count.offered(), 0);
    }
    return trend.calm() >= trend.patience() ? new ReplicaCount(count.count(), needed) : count;
  }

  /** Forgets the model: it is hosted here no more, or has as many replicas as it has. */
  void forget(String model) {
    trends.remove(model);
  }
}
