package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Failure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was measured in a stretch of time, by one generator or several.
 *
 * @param latency nanoseconds from the intended send time to the answer, of good answers
 * @param sendLag nanoseconds by which the generator sent late
 * @param scheduled requests that were meant to leave
 * @param answeredInTime good answers that came before the load ended
 * @param failures requests that failed, by what happened
 */
public record Measured(
    Histogram latency,
    Histogram sendLag,
    long scheduled,
    long answeredInTime,
    Map<Failure, FailureCount> failures) {
  private static final int DIGITS = 3;

  public Measured {
    failures = Map.copyOf(failures);
  }

  static Measured nothing() {
    return new Measured(new Histogram(DIGITS), new Histogram(DIGITS), 0, 0, Map.of());
  }

  /** All of them taken together. */
  static Measured sum(List<Measured> all) {
    return all.stream().reduce(nothing(), Measured::plus);
  }

  /** Both stretches, or both generators, taken together. */
  Measured plus(Measured other) {
    Map<Failure, FailureCount> both = new HashMap<>(failures);
    other.failures.forEach((failure, count) -> both.merge(failure, count, FailureCount::plus));
    return new Measured(
        sum(latency, other.latency),
        sum(sendLag, other.sendLag),
        scheduled + other.scheduled,
        answeredInTime + other.answeredInTime,
        both);
  }

  /** Good answers. */
  public long answered() {
    return latency.getTotalCount();
  }

  public long failed() {
    return failures.values().stream().mapToLong(FailureCount::count).sum();
  }

  private static Histogram sum(Histogram first, Histogram second) {
    Histogram sum = first.copy();
    sum.add(second);
    return sum;
  }
}
