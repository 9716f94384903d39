package io.gyre.worker.placement;

import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.desired.ReplicaCount;

/**
 * A model as one of its hosts sees it at a look.
 *
 * @param range how many replicas it may have
 * @param hosts how many it has by placement
 * @param first whether this host is the first that placement chooses
 * @param count what the registry's record has of it
 * @param busy share of its time that the replica here was busy
 */
record DemandLook(ReplicaRange range, int hosts, boolean first, ReplicaCount count, double busy) {
  /** How many replicas it needs if all are as busy as the one here. */
  int needed() {
    return range.wanted(hosts, busy * hosts);
  }

  /** How many replicas placement is asked for. */
  int asked() {
    return range.clamp(count.count());
  }
}
