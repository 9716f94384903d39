package io.gyre.bench.cluster;

import java.util.List;

/**
 * One request of a {@link Prober}, in nanoseconds of one clock.
 *
 * @param sentAt when it was sent
 * @param endedAt when it was answered, or given up
 * @param answered whether it was answered
 */
record Probe(long sentAt, long endedAt, boolean answered) {
  private static final double SLOW = 3;
  private static final double PERCENTILE = 0.99;

  /**
   * How long after {@code event} the last request ended that failed, or that took more than three
   * times the p99 of those before the event; 0 where there is none.
   *
   * @param probes in the order of time, some of them before the event
   */
  static long recoveryNanos(List<Probe> probes, long event) {
    List<Long> before =
        probes.stream().filter(probe -> probe.endedAt < event).map(Probe::nanos).sorted().toList();
    if (before.isEmpty()) {
      throw new IllegalArgumentException("no request ended before the event");
    }
    long usual = before.get((int) (PERCENTILE * (before.size() - 1)));
    return probes.stream()
        .filter(probe -> probe.endedAt >= event)
        .filter(probe -> !probe.answered || probe.nanos() > SLOW * usual)
        .mapToLong(probe -> probe.endedAt - event)
        .max()
        .orElse(0);
  }

  private long nanos() {
    return endedAt - sentAt;
  }
}
