package io.gyre.loadtest.schedule;

import java.util.List;

/**
 * A request rate over time: segments of linearly changing rate, the last of which goes on at its
 * final rate.
 *
 * @param segments in order, at least one
 */
public record RateProfile(List<Segment> segments) {
  /**
   * A stretch of time in which the rate changes linearly.
   *
   * @param from requests per second at its start
   * @param to requests per second at its end
   * @param seconds how long it takes
   */
  public record Segment(double from, double to, double seconds) {
    private double requests() {
      return (from + to) / 2 * seconds;
    }

    /** Seconds into this segment after which {@code requests} were due. */
    private double secondsFor(double requests) {
      // The quadratic formula in the form that stays exact where the rate hardly changes.
      double acceleration = seconds == 0 ? 0 : (to - from) / seconds;
      double root = Math.sqrt(Math.max(0, from * from + 2 * acceleration * requests));
      return requests == 0 ? 0 : 2 * requests / (from + root);
    }
  }

  public RateProfile {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a profile needs a segment");
    }
  }

  /** The same rate at all times. */
  public static RateProfile constant(double rate) {
    return new RateProfile(List.of(new Segment(rate, rate, 0)));
  }

  /** The second at which {@code requests} requests were due; infinite where so many never are. */
  public double secondsUntil(double requests) {
    double start = 0;
    double before = 0;
    for (Segment segment : segments) {
      double within = segment.requests();
      if (requests - before < within) {
        return start + segment.secondsFor(requests - before);
      }
      start += segment.seconds();
      before += within;
    }
    double left = requests - before;
    return left <= 0 ? start : start + left / segments.getLast().to();
  }
}
