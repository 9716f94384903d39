package io.gyre.cluster.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Hash64Test {
  @Test
  void textsOfOneShapeHashApart() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      hashes.add(Hash64.of("model-" + i));
      hashes.add(Hash64.of("model", i));
    }
    hashes.add(Hash64.of(""));
    hashes.add(Hash64.of("\0"));
    assertThat(hashes).hasSize(200_002);
  }

  /** Releases of Gyre run side by side: their routers must agree. */
  @Test
  void hashesStayTheSameFromReleaseToRelease() {
    assertThat(Hash64.mix(1)).isEqualTo(0x5692161D100B05E5L);
    assertThat(Hash64.of("user-1")).isEqualTo(0xE6B8DC727A522DFL);
  }

  @Test
  void everyBitOfTheInputReachesEachOfTheOutput() {
    for (int bit = 0; bit < 64; bit++) {
      int[] flips = new int[64];
      for (long i = 0; i < 4_000; i++) {
        long value = i * 0x5851F42D4C957F2DL;
        long changed = Hash64.mix(value) ^ Hash64.mix(value ^ (1L << bit));
        for (int out = 0; out < 64; out++) {
          flips[out] += (int) (changed >>> out & 1);
        }
      }
      for (int out = 0; out < 64; out++) {
        assertThat(flips[out]).isBetween(1_700, 2_300);
      }
    }
  }
}
