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
      assertThat(done.trials()).hasSizeLessThan(30);
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
  void noRateIsFoundAboveOneThatMostTrialsMissed() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      RateSearch done =
          search(rate -> random.nextDouble() * 1000 > rate ? Result.HELD : Result.MISSED);
      if (done.next() instanceof Step.Found found) {
        assertThat(done.trials().stream().map(Trial::rate).filter(r -> r <= found.rate()))
            .allMatch(rate -> 2 * count(done, rate, Result.HELD) > count(done, rate));
        assertThat(count(done, found.rate(), Result.HELD)).isGreaterThanOrEqualTo(2);
        found
            .above()
            .ifPresent(above ->
                assertThat(count(done, above.rate(), Result.MISSED)).isGreaterThanOrEqualTo(2));
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

  @Test
  void aTrialThatMissedByMischanceIsTriedAgain() {
    int[] trials = {0};
    // The fourth trial, of 800/s, stutters; the server holds 3000/s.
    RateSearch done =
        search(rate -> ++trials[0] != 4 && rate <= 3000 ? Result.HELD : Result.MISSED);

    assertThat(done.next())
        .isInstanceOfSatisfying(
            Step.Found.class, found -> assertThat(found.rate()).isBetween(3000 / 1.05, 3000.0));
  }

  @Test
  void aTrialThatHeldByLuckIsNotBelieved() {
    int[] trials = {0};
    // The fourth trial, of 800/s, is lucky; the server holds 500/s.
    RateSearch done = search(rate -> ++trials[0] == 4 || rate <= 500 ? Result.HELD : Result.MISSED);

    assertThat(done.next())
        .isInstanceOfSatisfying(
            Step.Found.class, found -> assertThat(found.rate()).isBetween(500 / 1.05, 500.0));
  }

  private static long count(RateSearch done, double rate) {
    return done.trials().stream().filter(t -> t.rate() == rate).count();
  }

  private static long count(RateSearch done, double rate, Result result) {
    return done.trials().stream().filter(t -> t.rate() == rate && t.result() == result).count();
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
