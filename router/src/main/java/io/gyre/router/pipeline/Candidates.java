package io.gyre.router.pipeline;

import io.gyre.router.balance.AffinityKey;
import io.gyre.router.balance.Balancer;
import io.gyre.router.table.Replica;
import io.gyre.router.table.ServedVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The replicas that one request may still go to: those that haven't refused it. */
final class Candidates {
  private final Balancer balancer;
  private final @Nullable String key;
  private List<Replica> refusedBy = List.of();

  /**
   * @param key keeps the request with others; see {@link AffinityKey}
   */
  Candidates(Balancer balancer, @Nullable String key) {
    this.balancer = balancer;
    this.key = key;
  }

  void exclude(Replica replica) {
    refusedBy = refusedBy.isEmpty() ? new ArrayList<>() : refusedBy;
    refusedBy.add(replica);
  }

  /** The replica to send to; null where none is left. */
  @Nullable Replica pick(@Nullable ServedVersion version, long now) {
    return version == null
        ? null
        : balancer.pick(version.partitions().getFirst(), refusedBy, key, now);
  }

  /** The replica to send to beside {@code first}; null where none is left. */
  @Nullable Replica pickBeside(Replica first, ServedVersion version, long now) {
    List<Replica> excluded = new ArrayList<>(refusedBy);
    excluded.add(first);
    return balancer.pick(version.partitions().getFirst(), excluded, key, now);
  }
}
