package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy that chooses among the replicas of a unit. Called on any thread, at once from many. */
@FunctionalInterface
public interface Balancer {
  /**
   * The replica to send to, or null where all are excluded.
   *
   * @param replicas the candidates, at least one
   * @param excluded those that have already refused the request
   * @param key requests of one key go to one replica where that has room; null where any will do
   * @param now nanoseconds on the clock that latencies are measured with
   */
  @Nullable Replica pick(
      List<Replica> replicas, Collection<Replica> excluded, @Nullable String key, long now);
}
