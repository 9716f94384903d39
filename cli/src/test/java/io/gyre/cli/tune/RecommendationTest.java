package io.gyre.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  private static Measured measured(int rows, int instances, int threads, double... rates) {
    List<Sample> samples =
        Arrays.stream(rates).mapToObj(rate -> new Sample(rate, new Histogram(3))).toList();
    return Measured.of(new Candidate(rows, instances, threads), samples);
  }

  @Test
  void candidateThatIsBestByMoreThanTheSpreadIsRecommended() {
    Measured best = measured(16, 2, 1, 2_000, 2_010, 1_990);
    Recommendation found = Recommendation.of(List.of(measured(16, 1, 1, 1_000, 1_010, 990), best));

    assertThat(found.choice()).isEqualTo(best);
    assertThat(found.asGood()).isEqualTo(1);
  }

  @Test
  void withinTheSpreadTheFewestThreadsThenTheSmallestBatchAreRecommended() {
    Measured cheap = measured(8, 1, 1, 1_900, 2_100, 1_700, 2_150);
    Recommendation found =
        Recommendation.of(
            List.of(
                measured(8, 2, 1, 2_000, 2_200, 1_800, 2_150),
                measured(64, 1, 1, 2_000, 2_200, 1_800, 2_150),
                cheap));

    assertThat(found.choice()).isEqualTo(cheap);
    assertThat(found.asGood()).isEqualTo(3);
  }

  @Test
  void lessThanATwentiethIsNoReasonHoweverQuietTheMachine() {
    Measured small = measured(16, 1, 1, 960, 960, 960);
    assertThat(Recommendation.of(List.of(measured(32, 1, 1, 1_000, 1_000, 1_000), small)).choice())
        .isEqualTo(small);
  }

  @Test
  void oneSpoiltTrialOfManyDoesNotWidenTheSpread() {
    Measured steady = measured(1, 1, 1, 1_000, 1_001, 999, 1_000, 1_002, 998, 100);

    assertThat(steady.rowsPerSecond()).isEqualTo(1_000);
    assertThat(steady.spread()).isLessThan(0.01);
  }

  @Test
  void coresAreDividedAmongInstancesAndThreadsButNeverOversubscribed() {
    assertThat(Candidates.of(3, 2))
        .extracting(Candidate::rows, Candidate::instances, Candidate::threads)
        .hasSize(9)
        .contains(
            org.assertj.core.groups.Tuple.tuple(3, 1, 2),
            org.assertj.core.groups.Tuple.tuple(2, 2, 1),
            org.assertj.core.groups.Tuple.tuple(1, 1, 1));
    assertThat(Candidates.of(1, 16)).allMatch(one -> one.instances() * one.threads() <= 16);
  }
}
