package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out replicas that fail again and again, but never more than half: where many fail, it is
 * rarely they who are at fault.
 */
final class OutlierFloor {
  private OutlierFloor() {}

  /** Those of {@code replicas} that a request may go to; empty where all are excluded. */
  static List<Replica> able(List<Replica> replicas, Collection<Replica> excluded, long now) {
    boolean ejects = false;
    for (Replica replica : replicas) {
      ejects |= replica.isEjected(now);
    }
    if (!ejects && excluded.isEmpty()) {
      return replicas;
    }
    List<Replica> rest = new ArrayList<>(replicas);
    rest.removeAll(excluded);
    return ejects ? withoutOutliers(rest, now) : rest;
  }

  private static List<Replica> withoutOutliers(List<Replica> replicas, long now) {
    List<Replica> sound = replicas.stream().filter(replica -> !replica.isEjected(now)).toList();
    int floor = (replicas.size() + 1) / 2;
    if (sound.size() >= floor) {
      return sound;
    }
    List<Replica> able = new ArrayList<>(sound);
    replicas.stream()
        .filter(replica -> replica.isEjected(now))
        .sorted(Comparator.comparingLong(replica -> replica.ejectedUntil() - now))
        .limit(floor - sound.size())
        .forEach(able::add);
    return able;
  }
}
