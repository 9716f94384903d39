package io.gyre.bench.loadtest;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;

/**
 * What a server is told to do: how long it serves each request, any number of them at once, and
 * when it stops altogether. Times are nanoseconds from the first request.
 *
 * @param seed of the service times
 * @param shortest service time
 * @param meanExtra mean of the exponential part that is added to it
 * @param stallFrom when the server stops for the first time
 * @param stallTo when it goes on
 * @param stallEvery time from one stop to the next
 */
record KnownTimes(
    long seed, long shortest, long meanExtra, long stallFrom, long stallTo, long stallEvery) {
  private static final long MILLI = 1_000_000;

  /**
   * 40 ms and an exponential 20 ms; nothing happens between the 10th and the 11th second, the 30th
   * and the 31st, and so on. What a stall leads to for the first time takes this server long (over
   * HTTP, four hundred connections to accept), so the first is for a warm-up.
   */
  static KnownTimes usual() {
    return new KnownTimes(
        11, 40 * MILLI, 20 * MILLI, 10_000 * MILLI, 11_000 * MILLI, 20_000 * MILLI);
  }

  /** The service times of one request after the other. */
  PrimitiveIterator.OfLong serviceTimes() {
    SplittableRandom random = new SplittableRandom(seed);
    return random
        .doubles()
        .mapToLong(u -> shortest + Math.round(-Math.log1p(-u) * meanExtra))
        .iterator();
  }

  /**
   * The latencies of all requests that are meant to leave from {@code from} to {@code to}, sorted:
   * from the intended time to the answer.
   *
   * @param intended times, never decreasing; the first is the server's time 0
   */
  long[] latencies(PrimitiveIterator.OfLong intended, long from, long to) {
    PrimitiveIterator.OfLong services = serviceTimes();
    long[] latencies = new long[1024];
    int count = 0;
    long first = intended.nextLong();
    for (long time = first; time < to; time = intended.nextLong()) {
      long latency = end(time - first, services.nextLong()) - (time - first);
      if (time >= from) {
        latencies = count < latencies.length ? latencies : Arrays.copyOf(latencies, 2 * count);
        latencies[count++] = latency;
      }
    }
    long[] sorted = Arrays.copyOf(latencies, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** When a request is answered that comes at {@code time}. */
  long end(long time, long service) {
    return afterStall(afterStall(time) + service);
  }

  private long afterStall(long time) {
    long sinceStall = time < stallFrom ? Long.MAX_VALUE : (time - stallFrom) % stallEvery;
    long stall = stallTo - stallFrom;
    return sinceStall < stall ? time - sinceStall + stall : time;
  }

  /** The value that {@code percentile} of a hundred values don't exceed. */
  static long percentile(long[] sorted, double percentile) {
    return sorted[(int) Math.ceil(sorted.length * percentile / 100) - 1];
  }
}
