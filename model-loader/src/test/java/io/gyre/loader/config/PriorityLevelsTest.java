package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityLevelsTest {
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  @Test
  void levelsThatThereAreNotMeanTheDefault() {
    PriorityLevels levels =
        new PriorityLevels(List.of(QueuePolicy.UNLIMITED, QueuePolicy.UNLIMITED), 1);
    assertThat(levels.place(1)).isZero();
    assertThat(levels.place(2)).isEqualTo(1);
    assertThat(levels.place(0)).isEqualTo(1);
    assertThat(levels.place(3)).isEqualTo(1);
    assertThat(levels.place(-1)).as("the largest unsigned number").isEqualTo(1);
    assertThat(PriorityLevels.NONE.place(7)).isZero();
  }

  @Test
  void requestsShortenTheirTimeoutWhereTheyMayAndNeverLengthenIt() {
    QueuePolicy fixed = new QueuePolicy(false, MILLISECOND, false, 0);
    QueuePolicy open = new QueuePolicy(false, MILLISECOND, true, 0);
    assertThat(fixed.timeoutNanos(1)).isEqualTo(1_000_000);
    assertThat(open.timeoutNanos(0)).isEqualTo(1_000_000);
    assertThat(open.timeoutNanos(1)).isEqualTo(1_000);
    assertThat(open.timeoutNanos(9_000_000)).isEqualTo(1_000_000);
    assertThat(QueuePolicy.UNLIMITED.timeoutNanos(5)).isZero();
    assertThat(new QueuePolicy(false, Duration.ZERO, true, 0).timeoutNanos(5)).isEqualTo(5_000);
    assertThat(new QueuePolicy(false, Duration.ZERO, true, 0).timeoutNanos(Long.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
  }
}
