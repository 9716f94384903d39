package io.gyre.bench.fleet;

import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;

/**
 * A model of the simulation.
 *
 * @param name the model's name
 * @param bytes what a replica holds
 * @param load how many workers it would keep busy all the time
 * @param replicas how many it has
 */
record Demand(String name, long bytes, double load, int replicas) {
  /** So much of a worker is one replica's; where all are busier, another one is added. */
  static final double SHARE_OF_REPLICA = 0.1;

  private static final ReplicaRange RANGE = new ReplicaRange(2, 256);

  UnitNeed need() {
    return new UnitNeed(new UnitKey(name, 0), bytes, "", replicas);
  }

  Demand withBytes(long now) {
    return new Demand(name, now, load, replicas);
  }

  /** The same under another load, with the replicas that it is worth. */
  Demand withLoad(double now) {
    return new Demand(name, bytes, now, RANGE.wanted(replicas, now / SHARE_OF_REPLICA));
  }
}
