package io.gyre.worker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.statistics.UnitStatistics;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** One replica of a fake model, checked after each test to have given everything back. */
abstract class ReplicaHarness {
  static final long CACHE_BYTES = 10_000;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  final UnitStatistics statistics = new UnitStatistics(InstantSource.system());
  final AtomicLong now = new AtomicLong(1_000);
  final ResponseCache cache = new ResponseCache(CACHE_BYTES, allocator);
  FakeModel model = FakeModel.held(allocator);
  Replica replica = replica(Configurations.doubling(8, 1), 100);

  private Replica replica(ModelConfiguration configuration, long maxQueueSize) {
    LoadedUnit loaded = new LoadedUnit(new UnitId("m", 1, "r", 0), configuration, model);
    return new Replica(
        loaded,
        statistics,
        new QueueSettings(maxQueueSize, 0, 0, Duration.ZERO, 4),
        cache,
        ReadPasses.NONE,
        allocator,
        now::get);
  }

  final void serve(FakeModel with, ModelConfiguration configuration, long maxQueueSize)
      throws Exception {
    endReplica();
    model = with;
    replica = replica(configuration, maxQueueSize);
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    endReplica();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private void endReplica() throws Exception {
    model.permit(1_000);
    replica.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(model.isClosed()).isTrue();
    assertThat(model.isMisused()).isFalse();
    assertThat(replica.inFlight()).isZero();
    assertThat(replica.waiting()).isZero();
  }

  final Answers send(InferenceRequest request) {
    Answers answer = new Answers();
    replica.infer(request, answer);
    return answer;
  }
}
