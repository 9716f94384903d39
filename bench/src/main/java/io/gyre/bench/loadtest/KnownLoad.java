package io.gyre.bench.loadtest;

import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** The open load whose latencies are computed, and known to the server that answers it. */
final class KnownLoad {
  private static final int RATE = 400;
  private static final int SEED = 7;

  private KnownLoad() {}

  /** How {@code gyre loadtest} is told to send it. */
  static List<String> options() {
    return List.of("--rate", "" + RATE, "--arrivals", "poisson", "--seed", "" + SEED);
  }

  /** When requests are meant to leave, in nanoseconds from the start of the load. */
  static PrimitiveIterator.OfLong fromStart() {
    return RateSchedule.constant(RATE, Arrivals.POISSON, SEED).sendTimes();
  }

  /** The same from the first request on, which is where a server begins to count. */
  static PrimitiveIterator.OfLong sendTimes() {
    PrimitiveIterator.OfLong times = fromStart();
    long first = times.nextLong();
    return LongStream.concat(LongStream.of(0), LongStream.generate(() -> times.nextLong() - first))
        .iterator();
  }
}
