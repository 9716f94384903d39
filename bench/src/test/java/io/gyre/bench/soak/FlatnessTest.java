package io.gyre.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  @Test
  void memoryThatStaysIsFlatWhateverItsStartWas() {
    List<Double> samples =
        IntStream.range(0, 100).mapToObj(i -> i < 10 ? 20.0 * i : 200.0 + i % 2).toList();
    assertThat(Flatness.growth(samples)).isCloseTo(0, within(0.01));
  }

  @Test
  void aLeakShows() {
    List<Double> samples = IntStream.range(0, 100).mapToObj(i -> 200.0 + i).toList();
    assertThat(Flatness.growth(samples)).isGreaterThan(0.2);
  }

  @Test
  void oneSampleDoesNotGrow() {
    assertThat(Flatness.growth(List.of(200.0))).isZero();
  }
}
