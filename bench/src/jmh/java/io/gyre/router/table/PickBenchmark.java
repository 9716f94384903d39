package io.gyre.router.table;

import io.gyre.inference.unit.UnitId;
import io.gyre.router.balance.BalanceSettings;
import io.gyre.router.balance.Balancer;
import io.gyre.router.balance.ReplicaBalancer;
import io.gyre.router.balance.Zones;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The choice of a replica. Lies in the package whose replicas only it can make. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickBenchmark {
  @Param({"1", "2", "16"})
  public int replicas;

  private final Balancer balancer = new ReplicaBalancer(BalanceSettings.DEFAULTS, new Zones(""));
  private List<Replica> choice;

  @Setup
  public void load() {
    UnitId unit = new UnitId("model", 1, "revision", 0);
    choice =
        IntStream.range(0, replicas)
            .mapToObj(i -> new Replica("worker" + i, unit, (_, _, _) -> {}))
            .toList();
    choice.forEach(replica -> {
      replica.sent();
      replica.answered(1_000_000, System.nanoTime());
    });
  }

  @Benchmark
  public @Nullable Replica pick() {
    return balancer.pick(choice, List.of(), null, System.nanoTime());
  }
}
