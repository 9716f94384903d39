package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoadPaceTest {
  private static final Duration LOAD = Duration.ofMillis(5);

  @Test
  void loadsFollowEachOtherAtOnceWhereNothingIsServed() {
    assertThat(LoadPace.restAfter(LOAD, false)).isZero();
  }

  @Test
  void smallLoadsTakeASmallShareOfTheTimeWhereRequestsAreServed() {
    assertThat(LoadPace.restAfter(LOAD, true)).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void aLargeModelKeepsTheNextFromLoadingNoLongerThanATenthOfASecond() {
    assertThat(LoadPace.restAfter(Duration.ofMinutes(1), true)).isEqualTo(Duration.ofMillis(100));
  }
}
