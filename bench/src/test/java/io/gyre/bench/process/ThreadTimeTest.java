package io.gyre.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreadTimeTest {
  private static final String STAT =
      "4711 (gyre-full-1-0 (x) S 1 4711 4711 0 -1 4194304 80 0 0 0 12 30 0 0 20 0 21 0 100 1 1";

  @Test
  void addsUserAndSystemTimeOfTheThreadOfThatName() {
    assertThat(ThreadTime.parse(STAT.replace(" (x", ""), "gyre-full-1-0"))
        .isEqualTo(Duration.ofMillis(420));
  }

  @Test
  void aThreadOfAnotherNameCountsNothing() {
    assertThat(ThreadTime.parse(STAT, "gyre-full-1-0")).isZero();
  }

  @Test
  void namesAreKnownAsLinuxCutsThem() {
    String cut = STAT.replace("gyre-full-1-0 (x", "gyre-a-long-nam");
    assertThat(ThreadTime.parse(cut, "gyre-a-long-name-1-0")).isEqualTo(Duration.ofMillis(420));
  }
}
