package io.gyre.cli.config;

import java.time.Duration;
import java.util.List;

/** The keys that say how a router spreads requests over replicas. */
public final class RoutingKeys {
  public static final Key<Duration> SLOW_START =
      new Key<>(
          "routing.slow-start",
          ValueType.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "Time in which a new replica comes to its full share of the requests.");
  public static final Key<Integer> AFFINITY_SLACK =
      new Key<>(
          "routing.affinity-slack",
          ValueType.count("percent", 1, 1000),
          25,
          "How far above the mean of the requests under way a replica may be that requests with an affinity-key belong to;"
              + " beyond it they go to the key's next replica.");

  public static final Key<Integer> SUBSET =
      new Key<>(
          "routing.subset",
          ValueType.count("replicas", 0, 100_000),
          0,
          "Where a unit has more replicas than this, the router sends requests without an affinity-key to so many of them"
              + " alone, which saves connections in a large fleet; 0 = to all. Choose it so that routers times this is at"
              + " least 20 times the replicas, or some get much more than others.");
  public static final Key<Boolean> HEDGE =
      new Key<>(
          "routing.hedge",
          ValueType.flag(),
          false,
          "Whether a request goes to a second replica once it has taken longer than 95 in 100 of its model's do, and the"
              + " slower is cancelled. It is paid from the retries, and never done for a sequence.");

  /** These keys, in the order in which the documented file lists them. */
  static final List<Key<?>> ALL = List.of(SLOW_START, AFFINITY_SLACK, SUBSET, HEDGE);

  private RoutingKeys() {}
}
