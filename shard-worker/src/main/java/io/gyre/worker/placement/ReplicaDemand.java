package io.gyre.worker.placement;

import io.gyre.cluster.placement.ReplicaRange;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides by how busy a model's replica here is how many it is to have, at looks in equal
 * intervals. Grown at once, but then not again before what came has had time to load and to take
 * its share; given up only where it was calm for long, so that a pause costs no replica.
 */
final class ReplicaDemand {
  /** Looks after a growth at which nothing is decided. */
  static final int SETTLING = 3;

  /** Calm looks in a row after which replicas are given up. */
  static final int CALM = 6;

  private final Map<String, Integer> settling = new HashMap<>();
  private final Map<String, Integer> calm = new HashMap<>();

  /**
   * How many replicas the model is to have.
   *
   * @param now how many it has
   * @param busy share of its time that the one here was busy, which is taken to hold for all
   */
  int wanted(String model, ReplicaRange range, int now, double busy) {
    if (isSettling(model)) {
      return now;
    }
    int wanted = range.wanted(now, busy * now);
    int calmLooks = wanted < now ? calm.merge(model, 1, Integer::sum) : 0;
    if (wanted < now && calmLooks < CALM) {
      return now;
    }
    calm.remove(model);
    if (wanted > now) {
      settling.put(model, SETTLING);
    }
    return wanted;
  }

  private boolean isSettling(String model) {
    int left = settling.getOrDefault(model, 0);
    if (left > 1) {
      settling.put(model, left - 1);
    } else {
      settling.remove(model);
    }
    return left > 0;
  }

  /** Forgets the model: another worker decides for it, or nobody. */
  void forget(String model) {
    settling.remove(model);
    calm.remove(model);
  }
}
