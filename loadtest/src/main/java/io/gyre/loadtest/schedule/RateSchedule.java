package io.gyre.loadtest.schedule;

import io.gyre.loadtest.schedule.RateProfile.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * Requests at the rate of a profile. The first leaves at once where they are even.
 *
 * @param profile requests per second over time
 * @param arrivals how they spread
 * @param seed where randomness starts
 * @param description what a report calls it
 */
public record RateSchedule(RateProfile profile, Arrivals arrivals, long seed, String description)
    implements Schedule {
  /** {@code rate} requests per second. */
  public static RateSchedule constant(double rate, Arrivals arrivals, long seed) {
    return of(RateProfile.constant(rate), arrivals, seed, plain(rate) + " requests/s");
  }

  /** From one rate to another over {@code seconds}, after {@code warmUp} seconds at the first. */
  public static RateSchedule ramp(
      double from, double to, double warmUp, double seconds, Arrivals arrivals, long seed) {
    RateProfile profile =
        new RateProfile(List.of(new Segment(from, from, warmUp), new Segment(from, to, seconds)));
    String description = "a ramp from %s to %s requests/s".formatted(plain(from), plain(to));
    return of(profile, arrivals, seed, description);
  }

  /** Each rate for its share of {@code seconds}, after {@code warmUp} seconds at the first. */
  public static RateSchedule steps(
      List<Double> rates, double warmUp, double seconds, Arrivals arrivals, long seed) {
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment(rates.getFirst(), rates.getFirst(), warmUp));
    rates.forEach(rate -> segments.add(new Segment(rate, rate, seconds / rates.size())));
    String all = rates.stream().map(RateSchedule::plain).collect(Collectors.joining(", "));
    return of(new RateProfile(segments), arrivals, seed, "steps of " + all + " requests/s");
  }

  private static RateSchedule of(
      RateProfile profile, Arrivals arrivals, long seed, String description) {
    String spread = arrivals.name().toLowerCase(Locale.ROOT);
    return new RateSchedule(profile, arrivals, seed, description + ", " + spread);
  }

  @Override
  public PrimitiveIterator.OfLong sendTimes() {
    DoubleSupplier distances = arrivals.distances(seed);
    double first = arrivals == Arrivals.EVEN ? 0 : distances.getAsDouble();
    return new Times(profile, distances, first);
  }

  private static String plain(double rate) {
    return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
  }

  /** Walks over the requests, and asks the profile when each is due. */
  private static final class Times implements PrimitiveIterator.OfLong {
    private final RateProfile profile;
    private final DoubleSupplier distances;
    private double requests;

    Times(RateProfile profile, DoubleSupplier distances, double first) {
      this.profile = profile;
      this.distances = distances;
      this.requests = first;
    }

    @Override
    public boolean hasNext() {
      return Double.isFinite(profile.secondsUntil(requests));
    }

    @Override
    public long nextLong() {
      double seconds = profile.secondsUntil(requests);
      if (!Double.isFinite(seconds)) {
        throw new NoSuchElementException();
      }
      requests += distances.getAsDouble();
      return Math.round(seconds * 1e9);
    }
  }
}
