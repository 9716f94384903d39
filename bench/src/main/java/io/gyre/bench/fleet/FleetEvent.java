package io.gyre.bench.fleet;

import java.util.Random;

/** What happens to a simulated cluster. */
enum FleetEvent {
  /** A worker joins, or leaves. */
  WORKER(30),
  /** A model is published, or withdrawn. */
  MODEL(20),
  /** A model's next version is larger or smaller. */
  VERSION(20),
  /** A model is asked for more or less, and maybe gets another number of replicas. */
  DEMAND(30);

  private static final int ALL = 100;

  private final int percent;

  FleetEvent(int percent) {
    this.percent = percent;
  }

  static FleetEvent any(Random random) {
    int left = random.nextInt(ALL);
    for (FleetEvent event : values()) {
      left -= event.percent;
      if (left < 0) {
        return event;
      }
    }
    throw new IllegalStateException("the percentages of all events are not 100");
  }
}
