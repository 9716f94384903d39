package io.gyre.worker.control;

import static io.gyre.worker.control.ControlHarness.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.worker.replica.UnitMemory;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SizeEstimatesTest {
  private final SizeEstimates estimates = new SizeEstimates();

  @Test
  void unknownModelIsExpectedToNeedSomewhatMoreThanItsFiles() {
    assertThat(estimates.of(unit("m", 1), 1_000)).isEqualTo(1_250);
    assertThat(estimates.of(unit("m", 1), 0)).isZero();
  }

  @Test
  void unitThatWasLoadedIsExpectedToNeedWhatItTook() {
    estimates.learn(unit("m", 1), 1_000, new UnitMemory(2_000, 300, 50, 7_000, 9_000, 0));

    assertThat(estimates.of(unit("m", 1), 1_000)).isEqualTo(2_350);
  }

  @Test
  void otherVersionsOfItsModelFollowInProportionToTheirWeights() {
    estimates.learn(unit("m", 1), 1_000, new UnitMemory(2_000, 300, 50, 0, 0, 0));

    assertThat(estimates.of(unit("m", 2), 10_000)).isEqualTo(20_350);
    assertThat(estimates.of(unit("n", 1), 10_000)).isEqualTo(12_500);
  }

  @Test
  void modelThatLeftTheRegistryIsForgotten() {
    estimates.learn(unit("m", 1), 1_000, new UnitMemory(2_000, 0, 0, 0, 0, 0));
    estimates.keep(Set.of("n"));

    assertThat(estimates.of(unit("m", 1), 1_000)).isEqualTo(1_250);
  }
}
