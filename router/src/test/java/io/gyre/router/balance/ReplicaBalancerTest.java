package io.gyre.router.balance;

import static io.gyre.proto.worker.UnitState.READY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.hashing.Hash64;
import io.gyre.cluster.member.Member;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.pipeline.TestRouter;
import io.gyre.router.table.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicaBalancerTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;

  private final Random random = new Random(1);

  @Test
  void aKeyStaysAtItsReplicaWhenOthersComeAndGo() {
    Balancer balancer = balancer(new Zones(""), 0);
    List<Replica> ten = replicas(10);
    int moved = 0;
    for (int key = 0; key < 10_000; key++) {
      Replica before = balancer.pick(ten.subList(0, 9), List.of(), "key-" + key, 0);
      Replica after = balancer.pick(ten, List.of(), "key-" + key, 0);
      if (before != after) {
        moved++;
        assertThat(after).isSameAs(ten.get(9));
      }
    }
    assertThat(moved).isBetween(900, 1100);
  }

  @Test
  void aRouterSendsToItsPartOfManyReplicasAndKeysToAny() {
    List<Replica> hundred = replicas(100);
    Subset subset = new Subset(random.nextLong(), 10);
    Balancer balancer =
        new ReplicaBalancer(new Zones(""), subset, 0.25, new PowerOfTwoChoices(random::nextInt, 0));
    Set<Replica> used = new HashSet<>();
    Set<Replica> usedByKeys = new HashSet<>();
    for (int request = 0; request < 2_000; request++) {
      used.add(pick(balancer, hundred, null, 0));
      usedByKeys.add(pick(balancer, hundred, "key-" + request, 0));
    }
    assertThat(used).hasSize(10).containsExactlyInAnyOrderElementsOf(subset.of(hundred));
    assertThat(usedByKeys).hasSize(100);

    List<Replica> few = hundred.subList(0, 10);
    assertThat(subset.of(few)).isSameAs(few);
    for (int gone = 0; gone < 100; gone++) {
      List<Replica> others = new ArrayList<>(hundred);
      others.remove(gone);
      assertThat(subset.of(others).stream().filter(used::contains).count())
          .as("without %d", gone)
          .isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void partsOfManyRoutersCoverAllReplicasAlike() {
    List<Replica> hundred = replicas(100);
    Map<Replica, Integer> routers = new HashMap<>();
    for (int router = 0; router < 1_000; router++) {
      new Subset(Hash64.of("router-" + router), 20)
          .of(hundred)
          .forEach(replica -> routers.merge(replica, 1, Integer::sum));
    }
    assertThat(routers).hasSize(100);
    assertThat(routers.values()).allSatisfy(count -> assertThat(count).isBetween(150, 250));
  }

  @Test
  void keysAreSpreadEvenly() {
    Balancer balancer = balancer(new Zones(""), 0);
    List<Replica> eight = replicas(8);
    Map<Replica, Integer> keys = new HashMap<>();
    for (int key = 0; key < 80_000; key++) {
      keys.merge(pick(balancer, eight, "user/" + key, 0), 1, Integer::sum);
    }
    assertThat(keys.values()).allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
  }

  @Test
  void noReplicaIsSentMoreThanItsBoundHoweverHotAKeyIs() {
    Balancer balancer = balancer(new Zones(""), 0);
    List<Replica> four = replicas(4);
    for (int sent = 1; sent <= 400; sent++) {
      String key = random.nextInt(3) == 0 ? "key-" + random.nextInt(100) : "hot";
      pick(balancer, four, key, 0).sent();
      double allowed = Math.max(1.25 * sent / 4, Math.ceilDiv(sent, 4)); // two are never too many
      int most = (int) Math.max(2, allowed);
      assertThat(four).allSatisfy(one -> assertThat(one.outstanding()).isLessThanOrEqualTo(most));
    }
  }

  @Test
  void aReplicaThatFailsAgainAndAgainIsLeftOutForAWhile() {
    Balancer balancer = balancer(new Zones(""), 0);
    List<Replica> three = replicas(3);
    fail(three.getFirst(), 5, 0);
    for (int i = 0; i < 100; i++) {
      assertThat(pick(balancer, three, null, SECOND)).isNotSameAs(three.getFirst());
    }
    assertThat(three.getFirst().isEjected(5 * SECOND)).isFalse();
    fail(three.getFirst(), 1, 5 * SECOND);
    assertThat(three.getFirst().isEjected(14 * SECOND)).isTrue();
    three.getFirst().sent();
    three.getFirst().answered(MILLISECOND, 14 * SECOND);
    assertThat(three.getFirst().isEjected(14 * SECOND)).isFalse();
  }

  @Test
  void halfOfTheReplicasAreAlwaysAskedThoughAllFail() {
    Balancer balancer = balancer(new Zones(""), 0);
    List<Replica> four = replicas(4);
    for (int i = 0; i < 4; i++) {
      fail(four.get(i), 5, i * SECOND);
    }
    assertThat(OutlierFloor.able(four, List.of(), 3 * SECOND))
        .containsExactly(four.get(0), four.get(1));
    assertThat(balancer.pick(four, four, null, 3 * SECOND)).isNull();
    assertThat(balancer.pick(four, four.subList(0, 3), null, 3 * SECOND)).isSameAs(four.get(3));
  }

  @Test
  void theOwnZoneComesFirstAndSpillsOverWhereItIsDear() {
    Zones zones = new Zones("north");
    zones.set(
        List.of(
            new Member("w0", "h", 1, "north", 0, Set.of()),
            new Member("w1", "h", 1, "south", 0, Set.of()),
            new Member("w2", "h", 1, "south", 0, Set.of())));
    Balancer balancer = balancer(zones, 0);
    List<Replica> three = replicas(3);
    for (Replica replica : three) {
      replica.sent();
      replica.answered(MILLISECOND, 0);
    }
    Replica near = three.getFirst();
    assertThat(pick(balancer, three, null, 0)).isSameAs(near);
    near.sent();
    assertThat(pick(balancer, three, null, 0)).isSameAs(near);
    near.sent();
    near.sent();
    assertThat(pick(balancer, three, null, 0)).isNotSameAs(near);
    assertThat(pick(balancer, three, "any", 0)).isSameAs(near);
    assertThat(balancer.pick(three, List.of(near), "any", 0)).isNotNull();
  }

  @Test
  void aRouterWhoseZoneHasNoReplicaTakesAny() {
    Zones zones = new Zones("east");
    zones.set(List.of(new Member("w0", "h", 1, "north", 0, Set.of())));
    assertThat(pick(balancer(zones, 0), replicas(2), null, 0)).isNotNull();
  }

  @Test
  void aNewReplicaComesToItsShareStepByStep() {
    Balancer balancer = balancer(new Zones(""), 10 * SECOND);
    List<Replica> three = replicas(3);
    List<Replica> old = three.subList(0, 2);
    for (int i = 0; i < 20; i++) {
      pick(balancer, old, null, 0);
    }
    long later = 100 * SECOND;
    assertThat(shareOfLast(balancer, three, later)).isBetween(5, 80);
    assertThat(shareOfLast(balancer, three, later + 11 * SECOND)).isBetween(270, 400);
  }

  /** Of 1000 requests that stay, how many the last replica gets. */
  private static int shareOfLast(Balancer balancer, List<Replica> replicas, long now) {
    List<Replica> sent = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Replica picked = pick(balancer, replicas, null, now);
      picked.sent();
      sent.add(picked);
    }
    sent.forEach(replica -> replica.answered(MILLISECOND, now));
    return (int) sent.stream().filter(replica -> replica == replicas.getLast()).count();
  }

  private static void fail(Replica replica, int times, long now) {
    for (int i = 0; i < times; i++) {
      replica.sent();
      replica.failed(now);
    }
  }

  private static Replica pick(
      Balancer balancer,
      List<Replica> replicas,
      @org.jspecify.annotations.Nullable String key,
      long now) {
    return requireNonNull(balancer.pick(replicas, List.of(), key, now));
  }

  private Balancer balancer(Zones zones, long slowStartNanos) {
    return new ReplicaBalancer(
        zones, new Subset(0, 0), 0.25, new PowerOfTwoChoices(random::nextInt, slowStartNanos));
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
