package io.gyre.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfKeysTest {
  @Test
  void frequenciesFallByThePower() {
    ZipfKeys keys = new ZipfKeys(4, 1); // 1, 1/2, 1/3, 1/4 of 25/12
    int[] counts = new int[4];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 250_000; i++) {
      counts[keys.next(random)]++;
    }
    assertThat(keys.largestShare()).isCloseTo(0.48, within(1e-9));
    for (int key = 0; key < 4; key++) {
      assertThat(counts[key]).isCloseTo(120_000 / (key + 1), within(1_500));
    }
  }

  @Test
  void everyKeyIsOneOfThose() {
    ZipfKeys one = new ZipfKeys(1, 1.1);
    assertThat(one.next(new SplittableRandom(2))).isZero();
  }
}
