package io.gyre.loadtest.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.search.RateSearch.Step;
import io.gyre.loadtest.search.Trial.Result;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class RateSearchTest {
  @Test
  void itComesWithinThePrecisionOfAnyCapacity() {
    Random random = new Random(23);
    for (int round = 0; round < 1000; round++) {
      double capacity = Math.pow(10, random.nextDouble() * 6 - 0.6);
      RateSearch done = search(rate -> rate <= capacity ? Result.HELD : Result.MISSED);

      assertThat(done.next())
          .isInstanceOfSatisfying(
              Step.Found.class,
              found -> {
                assertThat(found.rate()).isBetween(capacity / 1.05, capacity);
                assertThat(found.above().orElseThrow().rate()).isGreaterThan(capacity);
              });
      assertThat(done.trials()).hasSizeLessThan(28);
    }
  }

  @Test
  void theBestRateWasTriedTwice() {
    RateSearch done = search(rate -> rate <= 730 ? Result.HELD : Result.MISSED);

    assertThat(done.next())
        .isInstanceOfSatisfying(
            Step.Found.class,
            found ->
                assertThat(done.trials()).filteredOn(t -> t.rate() == found.rate()).hasSize(2));
  }

  @Test
  void noRateIsFoundAboveOneThatWasMissed() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      RateSearch done =
          search(rate -> random.nextDouble() * 1000 > rate ? Result.HELD : Result.MISSED);
      if (done.next() instanceof Step.Found found) {
        assertThat(done.trials())
            .filteredOn(t -> t.rate() <= found.rate())
            .allMatch(t -> t.result() == Result.HELD);
      }
    }
  }

  @Test
  void aServerThatNeverKeepsTheObjectiveEndsTheSearch() {
    assertThat(search(rate -> Result.MISSED).next()).isEqualTo(new Step.NotFound());
  }

  @Test
  void aLimitOfTheGeneratorIsToldFromOneOfTheServer() {
    RateSearch done = search(rate -> rate <= 5000 ? Result.HELD : Result.GENERATOR_FELL_BEHIND);

    assertThat(done.next())
        .isInstanceOfSatisfying(
            Step.Found.class,
            found ->
                assertThat(found.above().orElseThrow().result())
                    .isEqualTo(Result.GENERATOR_FELL_BEHIND));
  }

  private static RateSearch search(DoubleFunction<Result> server) {
    RateSearch search = new RateSearch(100, 1.05, List.of());
    while (search.next() instanceof Step.Try(double rate)) {
      search = search.with(new Trial(rate, server.apply(rate)));
      assertThat(search.trials()).as("the search ends").hasSizeLessThan(200);
    }
    return search;
  }
}
