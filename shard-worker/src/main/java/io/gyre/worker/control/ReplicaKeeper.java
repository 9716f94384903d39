package io.gyre.worker.control;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.gyre.worker.statistics.UnitStatistics;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
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
  private final QueueSettings queueing;
  private final ResponseCache cache;
  private final ReadPasses passes;
  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;
  private final Map<Replica, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

  ReplicaKeeper(
      ServedReplicas served,
      StatisticsBook statistics,
      QueueSettings queueing,
      ResponseCache cache,
      ReadPasses passes,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    this.served = served;
    this.statistics = statistics;
    this.queueing = queueing;
    this.cache = cache;
    this.passes = passes;
    this.allocator = allocator;
    this.nanoTime = nanoTime;
  }

  /** Has a loaded unit answer requests. Where this throws, the unit stays the caller's to close. */
  Replica open(LoadedUnit loaded) {
    UnitId unit = loaded.unit();
    UnitStatistics opened = statistics.open(unit.model(), unit.version());
    try {
      Replica replica = new Replica(loaded, opened, queueing, cache, passes, allocator, nanoTime);
      served.add(replica);
      return replica;
    } catch (RuntimeException | Error e) {
      statistics.close(unit.model(), unit.version());
      throw e;
    }
  }

  /** Takes no more requests for the replica, answers those it has, and gives its memory back. */
  void close(Replica replica) {
    UnitId unit = replica.unit();
    served.remove(unit);
    long held = replica.memory().lasting();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    closing.put(replica, ended);
    replica
        .close()
        .thenRun(() -> {
          statistics.close(unit.model(), unit.version());
          LOG.info("{} is unloaded, {} bytes given back", unit, held);
          ended.complete(null);
          closing.remove(replica); // last: whoever ends all replicas waits for those found here
        });
  }

  /** Closes every replica; complete once the memory of all is given back. */
  CompletionStage<Void> end() {
    List.copyOf(served.all()).forEach(this::close);
    return CompletableFuture.allOf(closing.values().toArray(CompletableFuture[]::new));
  }

  /** Whether a replica that serves no longer has yet to give its memory back. */
  boolean isClosing() {
    return !closing.isEmpty();
  }

  /** Native memory that all replicas keep, those that are ending included. */
  long bytes() {
    return sum(served.all()) + sum(closing.keySet());
  }

  private static long sum(Iterable<Replica> replicas) {
    long bytes = 0;
    for (Replica replica : replicas) {
      bytes += replica.memory().lasting();
    }
    return bytes;
  }
}
