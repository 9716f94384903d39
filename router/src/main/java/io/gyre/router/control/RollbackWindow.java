package io.gyre.router.control;

import io.gyre.router.table.Sample;
import io.gyre.router.table.VersionId;
import java.util.Locale;
import java.util.Optional;

/**
 * The time after a flip in which the version before is kept, and the new one is judged.
 *
 * @param kept the version before
 * @param judged the new version
 * @param usual how requests ended on the version before
 * @param start how requests had ended on the new one when it took over
 * @param end when it ends, on the loop's clock
 */
record RollbackWindow(VersionId kept, VersionId judged, Sample usual, Sample start, long end) {
  boolean isOver(long now) {
    return now - end >= 0;
  }

  /**
   * Why the new version is condemned; empty where it isn't. Some requests fail on any version, so
   * what counts is how much more often they do than before.
   *
   * @param now how requests have ended on it so far
   */
  Optional<String> verdict(Sample now, RollbackSettings settings) {
    Sample seen = now.since(start);
    double excess = seen.errorRate() - usual.errorRate();
    if (seen.requests() < settings.minRequests() || excess <= settings.maxErrorRate()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "rolled back to version %d: the model failed on %d of %d requests (%.1f %%) after it took"
                + " over, version %1$d on %.1f %%; at most %.1f %% more are allowed. It is not tried"
                + " again until its files change or its load is asked for",
            kept.version(),
            seen.failures(),
            seen.requests(),
            100 * seen.errorRate(),
            100 * usual.errorRate(),
            100 * settings.maxErrorRate()));
  }
}
