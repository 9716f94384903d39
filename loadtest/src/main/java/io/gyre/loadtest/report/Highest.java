package io.gyre.loadtest.report;

import io.gyre.loadtest.search.RateSearch.Step;
import io.gyre.loadtest.search.Slo;
import io.gyre.loadtest.search.Trial;
import java.util.Locale;

/**
 * What a search for the highest rate came to.
 *
 * @param objective that the rate must keep
 * @param end of the search: found, or not
 */
public record Highest(Slo objective, Step end) {
  /** The result in a sentence. */
  String sentence() {
    return switch (end) {
      case Step.Found found ->
          String.format(Locale.ROOT, "%.1f/s keeps %s%s", found.rate(), objective, above(found));
      default -> "no rate keeps " + objective;
    };
  }

  /** Whether it was the generator, and not the server, that set the limit. */
  boolean isLimitedByGenerator() {
    return end instanceof Step.Found found
        && found.above().filter(t -> t.result() == Trial.Result.GENERATOR_FELL_BEHIND).isPresent();
  }

  private String above(Step.Found found) {
    if (found.above().isEmpty()) {
      return "; no rate above was tried";
    }
    double rate = found.above().get().rate();
    String why = isLimitedByGenerator() ? "is more than the generator can send" : "does not";
    return String.format(Locale.ROOT, ", %.1f/s %s", rate, why);
  }
}
