package io.gyre.worker.statistics;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/**
 * The statistics of every model version that is held here. Revisions of one version share theirs,
 * and they end with the last of them.
 */
public final class StatisticsBook {
  private final InstantSource clock;
  private final Map<ModelVersion, Held> held = new HashMap<>();

  public StatisticsBook(InstantSource clock) {
    this.clock = clock;
  }

  /** The version's statistics, for one replica of it more. */
  public synchronized UnitStatistics open(String model, long version) {
    Held entry =
        held.computeIfAbsent(
            new ModelVersion(model, version), _ -> new Held(new UnitStatistics(clock)));
    entry.replicas++;
    return entry.statistics;
  }

  /** Ends what {@link #open} began. */
  public synchronized void close(String model, long version) {
    held.computeIfPresent(
        new ModelVersion(model, version), (_, entry) -> --entry.replicas == 0 ? null : entry);
  }

  /** Every version's statistics, by model and version. */
  public synchronized List<Entry<ModelVersion, UnitStatistics>> all() {
    return held.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().statistics))
        .sorted(Entry.comparingByKey())
        .collect(Collectors.toList());
  }

  private static final class Held {
    private final UnitStatistics statistics;
    private int replicas;

    Held(UnitStatistics statistics) {
      this.statistics = statistics;
    }
  }
}
