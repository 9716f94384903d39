package io.gyre.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.loadtest.compare.Change.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the intervals to what 95 % means, and judgements to the intervals. */
class ConfidenceTest {
  private static final int TRIALS = 400;

  @Test
  void nineteenOfTwentyIntervalsOverRunsHoldTheTruth() {
    Random random = new Random(3);
    int held = 0;
    for (int i = 0; i < TRIALS; i++) {
      Change change = OverRuns.of(Figure.RATE, runs(random, 4, 1), runs(random, 5, 1.2)).get();
      held += holds(change.range(), 0.2) ? 1 : 0;
    }

    assertThat((double) held / TRIALS).isBetween(0.92, 0.985);
  }

  @Test
  void aboutAsManyIntervalsWithinRunsHoldTheTruth() {
    Random random = new Random(3);
    int trials = 100;
    int held = 0;
    for (int i = 0; i < trials; i++) {
      SavedLoad a = new SavedLoad("load", "", List.of(seconds(random, 40, 1)), 0);
      SavedLoad b = new SavedLoad("load", "", List.of(seconds(random, 40, 1.2)), 0);
      held += holds(new WithinRuns(random).of(a, b).getFirst().range(), 0.2) ? 1 : 0;
    }

    // A bootstrap of 40 seconds is a little too sure.
    assertThat((double) held / trials).isBetween(0.87, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"1,12.706", "4.9,2.776", "10,2.228", "20,2.086", "60,2.000"})
  void quantilesAreThoseOfTheTables(double freedom, double quantile) {
    assertThat(OverRuns.quantile(freedom)).isCloseTo(quantile, within(0.005));
  }

  @ParameterizedTest
  @CsvSource({
    "P99,0.06,0.20,WORSE",
    "P99,0.04,0.20,UNSURE",
    "P99,-0.04,0.04,SAME",
    "P99,-0.30,-0.06,BETTER",
    "RATE,-0.20,-0.06,WORSE",
    "RATE,0.06,0.20,BETTER",
    "ERRORS,0.06,0.10,WORSE",
    "ERRORS,0.04,0.10,UNSURE"
  })
  void aChangeIsJudgedByItsWholeInterval(
      Figure figure, double low, double high, Judgement expected) {
    Change change = new Change(figure, 1, 1.1, new Range(low, high));

    assertThat(change.judgement(0.05)).isEqualTo(expected);
  }

  private static boolean holds(@Nullable Range range, double truth) {
    return range != null && range.low() <= truth && truth <= range.high();
  }

  private static List<SavedRun> runs(Random random, int count, double rate) {
    List<SavedRun> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Part whole = part(1000 * rate * Math.exp(random.nextGaussian() * 0.05));
      runs.add(new SavedRun(whole, List.of(), 0));
    }
    return runs;
  }

  private static SavedRun seconds(Random random, int count, double rate) {
    List<Part> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seconds.add(part(1000 * rate + random.nextGaussian() * 100));
    }
    return new SavedRun(part(1000 * rate), seconds, 0);
  }

  private static Part part(double answers) {
    Histogram none = new Histogram(3);
    long whole = Math.round(answers);
    return new Part(1, whole, whole, 0, Part.Counts.of(none));
  }
}
