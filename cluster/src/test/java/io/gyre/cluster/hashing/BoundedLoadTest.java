package io.gyre.cluster.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedLoadTest {
  @Test
  void noReplicaIsAllowedMoreThanEpsilonAboveTheMean() {
    for (int replicas = 1; replicas <= 16; replicas++) {
      for (long total = 4L * replicas; total < 100L * replicas; total++) {
        double mean = (double) total / replicas;
        assertThat((double) BoundedLoad.limit(total, replicas, 0.25))
            .isLessThanOrEqualTo(1.25 * mean);
      }
    }
  }

  @Test
  void theReplicasTogetherHaveRoomForAll() {
    for (double epsilon : new double[] {0, 0.1, 0.25, 1}) {
      for (int replicas = 1; replicas <= 16; replicas++) {
        for (long total = 1; total < 200; total++) {
          assertThat(replicas * BoundedLoad.limit(total, replicas, epsilon))
              .isGreaterThanOrEqualTo(total);
        }
      }
    }
  }

  @Test
  void twoAreNeverTooMany() {
    assertThat(BoundedLoad.limit(1, 16, 0.25)).isEqualTo(2);
    assertThat(BoundedLoad.limit(2, 2, 0)).isEqualTo(2);
  }
}
