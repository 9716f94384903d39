package io.gyre.worker.replica;

import io.gyre.inference.unit.UnitId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that answer requests: changed by one thread, read by all through one volatile read.
 */
public final class ServedReplicas {
  private volatile Map<UnitId, Replica> replicas = Map.of();

  /** The unit's replica, or null where none answers. */
  public @Nullable Replica of(UnitId unit) {
    return replicas.get(unit);
  }

  public Collection<Replica> all() {
    return replicas.values();
  }

  /** Has the replica answer requests. Calls of this and {@link #remove} may not overlap. */
  public void add(Replica replica) {
    Map<UnitId, Replica> more = new HashMap<>(replicas);
    more.put(replica.unit(), replica);
    replicas = Map.copyOf(more);
  }

  /** Sends no more requests to the unit's replica. */
  public void remove(UnitId unit) {
    Map<UnitId, Replica> fewer = new HashMap<>(replicas);
    fewer.remove(unit);
    replicas = Map.copyOf(fewer);
  }
}
