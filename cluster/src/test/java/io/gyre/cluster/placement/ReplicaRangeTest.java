package io.gyre.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplicaRangeTest {
  private final ReplicaRange range = new ReplicaRange(2, 8);

  @Test
  void growsWithDemandUpToTheMost() {
    assertThat(range.wanted(2, 1.3)).isEqualTo(2);
    assertThat(range.wanted(2, 1.5)).isEqualTo(3);
    assertThat(range.wanted(3, 4.0)).isEqualTo(6);
    assertThat(range.wanted(3, 100)).isEqualTo(8);
  }

  @Test
  void givesUpWhatIsNotNeededDownToTheFewest() {
    assertThat(range.wanted(6, 2.6)).isEqualTo(6);
    assertThat(range.wanted(6, 2.0)).isEqualTo(4);
    assertThat(range.wanted(6, 0)).isEqualTo(2);
    assertThat(range.wanted(1, 0)).isEqualTo(2);
  }

  @Test
  void whatItDecidesItStaysWith() {
    for (int now = 1; now <= 12; now++) {
      for (double busy = 0; busy < 10; busy += 0.05) {
        int wanted = range.wanted(now, busy);
        assertThat(range.wanted(wanted, busy)).as("%d at %.2f", now, busy).isEqualTo(wanted);
      }
    }
  }

  @Test
  void aRangeWithoutSenseIsRefused() {
    assertThatThrownBy(() -> new ReplicaRange(0, 1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> new ReplicaRange(3, 2)).hasMessageContaining("3 to 2");
  }
}
