package io.gyre.bench.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KnownTimesTest {
  private static final KnownTimes TIMES = new KnownTimes(1, 20, 10, 100, 200, 1000);

  @Test
  void aStallDelaysWhatArrivesInItAndWhatWouldEndInIt() {
    assertThat(TIMES.end(50, 30)).isEqualTo(80);
    assertThat(TIMES.end(90, 30)).isEqualTo(200);
    assertThat(TIMES.end(100, 30)).isEqualTo(230);
    assertThat(TIMES.end(199, 30)).isEqualTo(230);
    assertThat(TIMES.end(200, 30)).isEqualTo(230);
  }

  @Test
  void aStallComesAgain() {
    assertThat(TIMES.end(1050, 30)).isEqualTo(1080);
    assertThat(TIMES.end(1090, 30)).isEqualTo(1200);
    assertThat(TIMES.end(2100, 30)).isEqualTo(2230);
    assertThat(TIMES.end(2200, 30)).isEqualTo(2230);
  }

  @Test
  void latenciesCountFromTheIntendedTimeAndAreThoseOfTheWindow() {
    KnownTimes steady = new KnownTimes(1, 20, 0, 100, 200, 1000);
    PrimitiveIterator.OfLong every10 = LongStream.iterate(1000, t -> t + 10).iterator();

    assertThat(steady.latencies(every10, 1070, 1120)).containsExactly(20, 110, 110, 120, 120);
  }

  @Test
  void serviceTimesAreTheSameEachTimeAndHaveTheirMean() {
    KnownTimes usual = KnownTimes.usual();

    assertThat(usual.serviceTimes().nextLong()).isEqualTo(usual.serviceTimes().nextLong());
    PrimitiveIterator.OfLong times = usual.serviceTimes();
    double mean = LongStream.generate(times::nextLong).limit(100_000).average().orElseThrow();
    assertThat(mean).isCloseTo(60e6, within(0.2e6));
  }

  @Test
  void aPercentileIsTheValueThatSoManyDoNotExceed() {
    long[] sorted = LongStream.rangeClosed(1, 1000).toArray();

    assertThat(KnownTimes.percentile(sorted, 50)).isEqualTo(500);
    assertThat(KnownTimes.percentile(sorted, 99.9)).isEqualTo(999);
  }
}
