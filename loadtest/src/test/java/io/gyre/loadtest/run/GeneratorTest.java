package io.gyre.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final Window WINDOW = new Window(0, 10 * SECOND);
  private static final Request REQUEST =
      new Request(List.of(new byte[0]), new byte[0], AnswerCheck.NONE, 0);
  private static final Traffic TRAFFIC = Traffic.of("echo", List.of(REQUEST));
  private static final LongUnaryOperator STALLS_FOR_A_SECOND =
      now -> now >= 4 * SECOND && now < 5 * SECOND ? 5 * SECOND + MILLI : now + MILLI;

  @Test
  void aStallShowsInEveryRequestThatItDelayed() {
    Measured measured = open(1000, Arrivals.EVEN, new SimulatedServer(STALLS_FOR_A_SECOND, 10_000));

    assertThat(measured.answered()).isEqualTo(10_000);
    assertThat(above(2 * MILLI, measured.latency())).isBetween(998L, 1000L);
    assertThat(measured.latency().getValueAtPercentile(95))
        .isCloseTo(501 * MILLI, within(6 * MILLI));
    assertThat(measured.sendLag().getMaxValue()).isZero();
  }

  @Test
  void aStallShowsAlsoWhereItKeepsRequestsFromLeaving() {
    Measured measured = open(1000, Arrivals.EVEN, new SimulatedServer(STALLS_FOR_A_SECOND, 4));

    assertThat(measured.answered()).isEqualTo(10_000);
    assertThat(above(100 * MILLI, measured.latency())).isGreaterThan(900);
    assertThat(measured.sendLag().getMaxValue()).as("the server's fault").isZero();
  }

  @Test
  void aClosedLoopHidesTheStall() {
    SimulatedServer server = new SimulatedServer(STALLS_FOR_A_SECOND, 10_000);
    Measured measured = run(server, new InFlightPace(1, 10 * SECOND), WINDOW, 20 * SECOND);

    assertThat(above(2 * MILLI, measured.latency())).isEqualTo(1);
    assertThat(measured.sendLag().getMaxValue()).isZero();
  }

  @Test
  void percentilesAreWithinOnePerCentOfTheTruthOfAQueue() {
    Random services = new Random(11);
    long[] freeAt = {0};
    SimulatedServer server =
        new SimulatedServer(
            now -> {
              long stall = now > 6 * SECOND && freeAt[0] < 6500 * MILLI ? 6500 * MILLI : 0;
              freeAt[0] = Math.max(Math.max(freeAt[0], now), stall) + service(services);
              return freeAt[0];
            },
            100_000);
    Measured measured = open(800, Arrivals.POISSON, server);

    long[] truth = queueLatencies(800);
    Arrays.sort(truth);
    assertThat(measured.answered()).isEqualTo(truth.length);
    for (double percentile : new double[] {10, 50, 90, 95, 99, 99.9}) {
      long exact = truth[(int) Math.ceil(truth.length * percentile / 100) - 1];
      assertThat((double) measured.latency().getValueAtPercentile(percentile))
          .as("p%s", percentile)
          .isCloseTo(exact, within(exact * 0.01));
    }
  }

  @Test
  void aPauseOfTheGeneratorIsItsOwnLag() {
    SimulatedServer server = new SimulatedServer(now -> now + MILLI, 10_000);
    server.pauseGenerator(2 * SECOND, 500 * MILLI);
    Measured measured = open(1000, Arrivals.EVEN, server);

    assertThat(above(10 * MILLI, measured.sendLag())).isBetween(485L, 495L);
    assertThat(measured.latency().getMaxValue()).isCloseTo(500 * MILLI, within(3 * MILLI));
    assertThat(Verdict.of(measured, MILLI)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void anUnansweredRequestTimesOutFromItsIntendedTime() {
    SimulatedServer server = new SimulatedServer(now -> Long.MAX_VALUE, 3);
    Recorder recorder = new Recorder(WINDOW, 1);
    SchedulePace pace =
        new SchedulePace(RateSchedule.constant(1, Arrivals.EVEN, 1).sendTimes(), 0, 1, 10 * SECOND);
    generator(server, pace, recorder, 5 * SECOND).run(0);

    assertThat(recorder.take().getFirst().failures())
        .containsOnly(Map.entry(Failure.TIMED_OUT, new FailureCount(10, "")));
    assertThat(server.cancelled()).hasSize(10);
    assertThat(server.now()).isEqualTo(14 * SECOND);
  }

  @Test
  void aRequestThatNeverLeftTimesOutToo() {
    SimulatedServer server = new SimulatedServer(now -> now, 0);
    Measured measured = open(100, Arrivals.EVEN, server);

    assertThat(server.sendTimes()).isEmpty();
    assertThat(measured.scheduled()).isEqualTo(1000);
    assertThat(measured.failures())
        .containsOnly(
            Map.entry(Failure.TIMED_OUT, new FailureCount(1000, "before it could leave")));
  }

  @Test
  void failuresAreCountedAndNotTimed() {
    Measured measured =
        open(100, Arrivals.EVEN, new SimulatedServer(now -> -(now + MILLI), 10_000));

    assertThat(measured.answered()).isZero();
    assertThat(measured.failures())
        .containsOnly(
            Map.entry(
                new Failure(Failure.Kind.REFUSED_BY_SERVER, "UNAVAILABLE"),
                new FailureCount(1000, "busy")));
  }

  @Test
  void theWarmUpIsNotMeasured() {
    Window window = new Window(2 * SECOND, 10 * SECOND);
    SimulatedServer server =
        new SimulatedServer(now -> now + (now < 2 * SECOND ? 50 : 1) * MILLI, 10_000);
    Recorder recorder = new Recorder(window, 1);
    SchedulePace pace =
        new SchedulePace(
            RateSchedule.constant(1000, Arrivals.EVEN, 1).sendTimes(), 0, 1, 10 * SECOND);
    generator(server, pace, recorder, SECOND).run(0);
    Measured measured = recorder.take().getFirst();

    assertThat(server.sendTimes()).hasSize(10_000);
    assertThat(measured.scheduled()).isEqualTo(8000);
    assertThat(measured.latency().getMaxValue()).isCloseTo(MILLI, within(MILLI / 500));
  }

  @Test
  void severalGeneratorsShareOneSchedule() {
    PrimitiveIterator.OfLong whole = RateSchedule.constant(90, Arrivals.POISSON, 4).sendTimes();
    SchedulePace[] shares = new SchedulePace[3];
    Arrays.setAll(
        shares,
        i ->
            new SchedulePace(
                RateSchedule.constant(90, Arrivals.POISSON, 4).sendTimes(), i, 3, 10 * SECOND));
    for (int i = 0; whole.hasNext(); i++) {
      long time = whole.nextLong();
      SchedulePace share = shares[i % 3];
      assertThat(share.due(0, 0)).isEqualTo(time < 10 * SECOND ? time : Pace.OVER);
      share.advance();
      if (time > 11 * SECOND) {
        return;
      }
    }
  }

  private static Measured open(double rate, Arrivals arrivals, SimulatedServer server) {
    PrimitiveIterator.OfLong times = RateSchedule.constant(rate, arrivals, 9).sendTimes();
    return run(server, new SchedulePace(times, 0, 1, 10 * SECOND), WINDOW, 20 * SECOND);
  }

  private static Measured run(SimulatedServer server, Pace pace, Window window, long timeout) {
    Recorder recorder = new Recorder(window, 1);
    generator(server, pace, recorder, timeout).run(0);
    return recorder.take().getFirst();
  }

  private static Generator generator(
      SimulatedServer server, Pace pace, Recorder recorder, long timeout) {
    return new Generator(
        server::now, pace, recorder, timeout, 1 << 16, TRAFFIC.source(0), server.client());
  }

  private static long above(long value, Histogram histogram) {
    return histogram.getCountBetweenValues(value, Long.MAX_VALUE);
  }

  private static long service(Random random) {
    return (long) (-Math.log(1 - random.nextDouble()) * MILLI);
  }

  /**
   * Latencies of a queue with one server that stalls from second 6 to 6.5, by Lindley's equation.
   */
  private static long[] queueLatencies(double rate) {
    Random services = new Random(11);
    PrimitiveIterator.OfLong arrivals =
        RateSchedule.constant(rate, Arrivals.POISSON, 9).sendTimes();
    long[] latencies = new long[20_000];
    int count = 0;
    long free = 0;
    for (long at = arrivals.nextLong(); at < 10 * SECOND; at = arrivals.nextLong()) {
      long begin = Math.max(free, at);
      if (at > 6 * SECOND && free < 6500 * MILLI) {
        begin = Math.max(begin, 6500 * MILLI);
      }
      free = begin + service(services);
      latencies[count++] = free - at;
    }
    return Arrays.copyOf(latencies, count);
  }
}
