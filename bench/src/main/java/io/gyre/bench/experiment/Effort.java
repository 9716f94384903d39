package io.gyre.bench.experiment;

import java.time.Duration;

/**
 * How thoroughly an experiment measures.
 *
 * @param pairs how often each side of a comparison takes its turn
 * @param window how long a turn is
 * @param longestWarmUp turns after which a side that hasn't settled is measured all the same
 * @param runs how often something is repeated that isn't compared in turns, such as a start
 */
public record Effort(int pairs, Duration window, int longestWarmUp, int runs) {
  /** For figures that are kept. */
  public static final Effort FULL = new Effort(21, Duration.ofMillis(800), 20, 5);

  /** For a first look: seconds instead of minutes, and wider spreads. */
  public static final Effort QUICK = new Effort(5, Duration.ofMillis(300), 6, 2);

  public Effort {
    if (pairs < 1 || runs < 1 || longestWarmUp < 1) {
      throw new IllegalArgumentException("an experiment measures at least once");
    }
  }

  /** Turns four times as long, and a third as many: for what needs time to show. */
  public Effort longer() {
    return new Effort((pairs + 2) / 3, window.multipliedBy(4), (longestWarmUp + 2) / 3, runs);
  }
}
