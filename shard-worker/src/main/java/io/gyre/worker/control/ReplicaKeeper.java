package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends replicas, with their statistics, and knows what memory they hold till their very
 * end.
 */
final class ReplicaKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaKeeper.class);

  private final ServedReplicas served;
  private final StatisticsBook statistics;
  private final long maxQueueSize;
  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;
  private final Set<Replica> closing = ConcurrentHashMap.newKeySet();

  ReplicaKeeper(
      ServedReplicas served,
      StatisticsBook statistics,
      long maxQueueSize,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    this.served = served;
    this.statistics = statistics;
    this.maxQueueSize = maxQueueSize;
    this.allocator = allocator;
    this.nanoTime = nanoTime;
  }

  /** Has a loaded unit answer requests. */
  Replica open(LoadedUnit loaded) {
    UnitId unit = loaded.unit();
    Replica replica =
        new Replica(
            loaded,
            statistics.open(unit.model(), unit.version()),
            maxQueueSize,
            allocator,
            nanoTime);
    served.add(replica);
    return replica;
  }

  /** Takes no more requests for the replica, answers those it has, and gives its memory back. */
  CompletionStage<Void> close(Replica replica) {
    UnitId unit = replica.unit();
    closing.add(replica);
    served.remove(unit);
    return replica
        .close()
        .thenRun(() -> {
          closing.remove(replica);
          statistics.close(unit.model(), unit.version());
          LOG.info("{} is unloaded, {} bytes given back", unit, replica.weightBytes());
        });
  }

  /** Closes every replica; complete once all memory is given back. */
  CompletionStage<Void> end() {
    return CompletableFuture.allOf(
        List.copyOf(served.all()).stream()
            .map(replica -> close(replica).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** Native memory of all replicas, those that are ending included. */
  long bytes() {
    return sum(served.all()) + sum(closing);
  }

  private static long sum(Iterable<Replica> replicas) {
    long bytes = 0;
    for (Replica replica : replicas) {
      bytes += replica.weightBytes() + replica.stagingBytes();
    }
    return bytes;
  }
}
