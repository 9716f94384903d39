package io.gyre.worker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.ReplicaRange;
import org.junit.jupiter.api.Test;

class ReplicaDemandTest {
  private static final ReplicaRange RANGE = new ReplicaRange(1, 4);

  private final ReplicaDemand demand = new ReplicaDemand();

  private int wanted(int now, double busy) {
    return demand.wanted("m", RANGE, now, busy);
  }

  @Test
  void growsAtOnceAndThenWaitsForWhatComes() {
    assertThat(wanted(1, 0.9)).isEqualTo(2);
    for (int look = 0; look < ReplicaDemand.SETTLING; look++) {
      assertThat(wanted(2, 1)).as("the second one loads").isEqualTo(2);
    }
    assertThat(wanted(2, 1)).isEqualTo(3);
  }

  @Test
  void givesUpOnlyAfterALongCalm() {
    for (int look = 1; look < ReplicaDemand.CALM; look++) {
      assertThat(wanted(3, 0.1)).isEqualTo(3);
    }
    assertThat(wanted(3, 0.1)).isEqualTo(1);
  }

  @Test
  void aBusyLookEndsTheCalm() {
    for (int look = 1; look < ReplicaDemand.CALM; look++) {
      assertThat(wanted(3, 0.1)).isEqualTo(3);
    }
    assertThat(wanted(3, 0.6)).isEqualTo(3);
    assertThat(wanted(3, 0.1)).isEqualTo(3);
  }

  @Test
  void modelsDontCountForEachOther() {
    assertThat(wanted(1, 0.9)).isEqualTo(2);
    assertThat(demand.wanted("other", RANGE, 1, 0.9)).isEqualTo(2);
    demand.forget("m");
    assertThat(wanted(2, 1)).isEqualTo(3);
  }
}
