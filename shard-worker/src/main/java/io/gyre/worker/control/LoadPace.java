package io.gyre.worker.control;

import java.time.Duration;

/**
 * How long a thread rests between two loads. Much of a load is done by threads that can't give way:
 * those that decide, compile and collect. So many small loads in a row would fill the cores that
 * requests need, however nice the thread that loads.
 */
final class LoadPace {
  private static final int RESTS_PER_LOAD = 8;
  private static final Duration LONGEST = Duration.ofMillis(100);

  private LoadPace() {}

  /**
   * The rest after a load.
   *
   * @param load how long it took
   * @param serving whether requests were served meanwhile, which the rest is for
   */
  static Duration restAfter(Duration load, boolean serving) {
    if (!serving) {
      return Duration.ZERO;
    }
    Duration rest = load.multipliedBy(RESTS_PER_LOAD);
    return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
  }
}
