package io.gyre.bench.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.hashing.Hash64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  private static final int KEYS = 20_000;

  /** Each candidate as good as its inventors say, or the comparison would be worth nothing. */
  @Test
  void candidatesSpreadKeysAndMoveFew() {
    check(ids -> new PointRing(ids, 4_096), 1.1, 1.1);
    check(MaglevTable::new, 1.1, 1.2);
    check(ids -> new AnchorBuckets(ids.size()), 1.1, 1.1);
    check(ids -> new PointRing(ids, 160), 1.4, 1.6);
  }

  private static void check(Function<List<String>, KeyHash> over, double balance, double moved) {
    KeyHash before = over.apply(ids(9));
    KeyHash after = over.apply(ids(10));
    int[] load = new int[10];
    int changed = 0;
    for (int key = 0; key < KEYS; key++) {
      long hash = Hash64.of("key-" + key);
      load[after.pick(hash)]++;
      changed += after.pick(hash) == before.pick(hash) ? 0 : 1;
    }
    for (int keys : load) {
      assertThat(keys * 10.0 / KEYS).isBetween(2 - balance, balance);
    }
    assertThat(changed * 10.0 / KEYS).isBetween(2 - moved, moved);
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "worker-" + i).toList();
  }
}
