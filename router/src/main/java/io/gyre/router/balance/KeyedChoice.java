package io.gyre.router.balance;

import io.gyre.cluster.hashing.BoundedLoad;
import io.gyre.cluster.hashing.Hash64;
import io.gyre.router.table.Replica;
import java.util.List;

/**
 * Consistent hashing with bounded loads: each key has an order of the replicas, and goes to the
 * first that isn't too far above the mean. A replica that joins or leaves moves its own keys only.
 */
final class KeyedChoice {
  private final double slack;

  /**
   * @param slack how far above the mean of outstanding requests a replica may be: 0.25 for a
   *     quarter
   */
  KeyedChoice(double slack) {
    this.slack = slack;
  }

  /** The replica for {@code key}, of {@code replicas}, of which there is at least one. */
  Replica pick(List<Replica> replicas, String key) {
    long outstanding = 1; // with the request that is about to be sent
    for (Replica replica : replicas) {
      outstanding += replica.outstanding();
    }
    long most = BoundedLoad.limit(outstanding, replicas.size(), slack);
    long hash = Hash64.of(key);
    Replica best = replicas.getFirst();
    long highest = 0;
    boolean found = false;
    for (Replica replica : replicas) {
      if (replica.outstanding() >= most) {
        continue; // counts move meanwhile: where all seem full, the first takes it
      }
      long score = Hash64.mix(hash ^ replica.workerHash());
      if (!found || Long.compareUnsigned(score, highest) > 0) {
        best = replica;
        highest = score;
        found = true;
      }
    }
    return best;
  }
}
