package io.gyre.worker.placement;

import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.desired.ReplicaCount;

/**
 * What a host remembers of a model from look to look.
 *
 * @param hosts how many replicas it had
 * @param sinceGrowth looks since it got some
 * @param calm looks in a row at which fewer would have done, as far as this host knows
 * @param patience calm looks after which it offers to give some up
 * @param count what the record had
 * @param standing looks in a row at which the record had the same offer
 */
record DemandTrend(
    int hosts, int sinceGrowth, int calm, int patience, ReplicaCount count, int standing) {
  /** Looks from a growth on at which there is no other. */
  static final int SETTLING = 3;

  /** Calm looks in a row after which replicas are offered, and looks that the offer stands. */
  static final int CALM = 6;

  private static final int MOST_PATIENCE = 16 * CALM;

  /** Before the first look: what a model has beyond its fewest counts as having come just now. */
  static DemandTrend before(ReplicaRange range) {
    return new DemandTrend(range.fewest(), SETTLING, 0, CALM, ReplicaCount.NONE, 0);
  }

  /** After another look. */
  DemandTrend after(DemandLook look) {
    boolean grown = look.hosts() > hosts;
    boolean same = look.count().equals(count);
    boolean fewerWouldDo = look.first() && look.needed() < look.hosts();
    return new DemandTrend(
        look.hosts(),
        grown ? 0 : sinceGrowth + 1,
        fewerWouldDo && !look.count().isOffered() ? calm + 1 : 0,
        look.hosts() == hosts ? patience : CALM,
        look.count(),
        !look.count().isOffered() ? 0 : same ? standing + 1 : 1);
  }

  /** After an offer of this host: if another one objects, the next one has more time. */
  DemandTrend afterOffer() {
    int next = Math.min(MOST_PATIENCE, 2 * patience);
    return new DemandTrend(hosts, sinceGrowth, 0, next, count, standing);
  }

  /** Whether what came with the last growth had time to take its share. */
  boolean isSettled() {
    return sinceGrowth >= SETTLING;
  }
}
