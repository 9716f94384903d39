package io.gyre.router.balance;

import static io.gyre.proto.worker.UnitState.READY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.router.control.FakeWorker;
import io.gyre.router.pipeline.TestRouter;
import io.gyre.router.table.Replica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;

  private final Random random = new Random(1);
  private final Balancer balancer =
      new ReplicaBalancer(
          new Zones(""), new Subset(0, 0), 0.25, new PowerOfTwoChoices(random::nextInt, 0));

  @Test
  void picksTheOnlyReplica() {
    List<Replica> one = replicas(1);
    assertThat(balancer.pick(one, List.of(), null, 0)).isSameAs(one.getFirst());
  }

  @Test
  void leavesOutWhatHasRefused() {
    List<Replica> three = replicas(3);
    for (int i = 0; i < 100; i++) {
      assertThat(balancer.pick(three, three.subList(0, 2), null, 0)).isSameAs(three.get(2));
    }
    assertThat(balancer.pick(three, three, null, 0)).isNull();
  }

  @Test
  void sendsASlowReplicaItsShareAndNoMore() {
    List<Replica> replicas = replicas(4);
    for (Replica replica : replicas) {
      long latency = replica == replicas.getFirst() ? 10 * MILLISECOND : MILLISECOND;
      replica.sent();
      replica.answered(latency, 0);
    }
    Map<Replica, Integer> picked = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      Replica replica = requireNonNull(balancer.pick(replicas, List.of(), null, 0));
      replica.sent();
      picked.merge(replica, 1, Integer::sum);
    }
    assertThat(picked.getOrDefault(replicas.getFirst(), 0)).isBetween(1, 40);
    assertThat(replicas.subList(1, 4))
        .allSatisfy(fast -> assertThat(picked.get(fast)).isBetween(90, 160));
  }

  @Test
  void givesAReplicaThatWasSlowOnceAnotherChance() {
    List<Replica> two = replicas(2);
    two.forEach(Replica::sent);
    two.getFirst().answered(20 * MILLISECOND, 0);
    two.getLast().answered(MILLISECOND, 0);
    assertThat(balancer.pick(two, List.of(), null, 0)).isSameAs(two.getLast());
    long later = 1000 * SECOND;
    two.getLast().sent();
    two.getLast().answered(MILLISECOND, later);
    assertThat(balancer.pick(two, List.of(), null, later)).isSameAs(two.getFirst());
  }

  @Test
  void aReplicaThatRefusesFastDoesNotLookFast() {
    List<Replica> two = replicas(2);
    two.forEach(Replica::sent);
    two.getFirst().refused(0);
    two.getLast().answered(50 * MILLISECOND, 0);
    assertThat(balancer.pick(two, List.of(), null, 0)).isSameAs(two.getLast());
  }

  private static List<Replica> replicas(int count) {
    FakeWorker[] workers =
        IntStream.range(0, count).mapToObj(i -> new FakeWorker("w" + i)).toArray(FakeWorker[]::new);
    Stream.of(workers).forEach(worker -> worker.announce(FakeWorker.unit("m", 1), READY));
    return requireNonNull(new TestRouter(workers).view().table().model("m"))
        .current()
        .partitions()
        .getFirst();
  }
}
