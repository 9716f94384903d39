package io.gyre.cluster.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AffinityHashTest {
  private static final int KEYS = 200_000;

  @Test
  void everyRouterSendsAKeyToTheSameReplicaWhateverItsListsOrder() {
    List<String> ids = ids(7);
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(1));
    AffinityHash one = AffinityHash.over(ids);
    AffinityHash other = AffinityHash.over(shuffled);
    for (int key = 0; key < 1_000; key++) {
      long hash = Hash64.of("user-" + key);
      assertThat(ids.get(one.pick(hash))).isEqualTo(shuffled.get(other.pick(hash)));
    }
  }

  @Test
  void keysSpreadEvenly() {
    for (int replicas = 2; replicas <= 16; replicas++) {
      AffinityHash hash = AffinityHash.over(ids(replicas));
      int[] load = new int[replicas];
      for (int key = 0; key < KEYS; key++) {
        load[hash.pick(Hash64.of("user-" + key))]++;
      }
      double mean = (double) KEYS / replicas;
      assertThat(Arrays.stream(load).max().orElseThrow() / mean).isLessThan(1.05);
    }
  }

  @Test
  void aReplicaThatJoinsTakesItsShareAndNothingElseMoves() {
    AffinityHash before = AffinityHash.over(ids(9));
    AffinityHash after = AffinityHash.over(ids(10));
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      long hash = Hash64.of("user-" + key);
      int now = after.pick(hash);
      if (now != before.pick(hash)) {
        assertThat(now).isEqualTo(9);
        moved++;
      }
    }
    assertThat(moved * 10.0 / KEYS).isBetween(0.95, 1.05);
  }

  @Test
  void noReplicaGetsMoreThanItsBound() {
    Random random = new Random(2);
    for (double epsilon : new double[] {0, 0.1, 0.25, 1}) {
      AffinityHash hash = AffinityHash.over(ids(10));
      int[] load = new int[10];
      for (int sent = 1; sent <= 5_000; sent++) {
        // One key in two is the same: without a bound, half of all would be at one replica.
        long key = random.nextBoolean() ? 7 : Hash64.mix(random.nextLong());
        load[hash.pick(key, epsilon, i -> load[i])]++;
        assertThat(Arrays.stream(load).max().orElseThrow())
            .isLessThanOrEqualTo((int) BoundedLoad.limit(sent, 10, epsilon));
      }
    }
  }

  @Test
  void withRoomAtItsFavouriteAKeyGoesThere() {
    AffinityHash hash = AffinityHash.over(ids(5));
    for (int key = 0; key < 100; key++) {
      long mixed = Hash64.mix(key);
      assertThat(hash.pick(mixed, 0.25, _ -> 10)).isEqualTo(hash.pick(mixed));
    }
  }

  @Test
  void aReplicaThatIsNotToBeUsedLeavesItsKeysToTheirNextChoice() {
    AffinityHash hash = AffinityHash.over(ids(4));
    AffinityHash without = AffinityHash.over(ids(3));
    for (int key = 0; key < 1_000; key++) {
      long mixed = Hash64.mix(key);
      assertThat(hash.pick(mixed, 0.5, i -> i == 3 ? -1 : 0)).isEqualTo(without.pick(mixed));
    }
    assertThat(hash.pick(1, 0.5, _ -> -1)).isEqualTo(-1);
  }

  @Test
  void loadsThatGrowMeanwhileStillLeaveAChoice() {
    AffinityHash hash = AffinityHash.over(ids(3));
    int[] reads = {0};
    assertThat(hash.pick(5, 0, _ -> reads[0]++ < 3 ? 0 : 1_000)).isEqualTo(hash.pick(5));
  }

  @Test
  void noReplicaIsAMistake() {
    assertThatThrownBy(() -> AffinityHash.over(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "worker-" + i).toList();
  }
}
