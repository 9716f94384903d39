package io.gyre.bench.fleet;

/**
 * How large a simulated cluster is, and how much happens to it.
 *
 * @param workers workers, about, as they come and go
 * @param models models, likewise
 * @param events changes of one worker or model each
 * @param seed what everything random is made from
 */
public record FleetPlan(int workers, int models, int events, long seed) {
  /** Points in a plot. */
  private static final int SAMPLES = 200;

  public FleetPlan {
    if (workers < 2 || models < 1 || events < 1) {
      throw new IllegalArgumentException(
          "expected at least 2 workers, 1 model and 1 event, found %d, %d and %d"
              .formatted(workers, models, events));
    }
  }

  /** Events from one sample to the next. */
  int sampling() {
    return Math.max(1, events / SAMPLES);
  }
}
