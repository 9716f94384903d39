package io.gyre.worker.control;

import io.gyre.worker.replica.Replica;
import io.gyre.worker.statistics.ModelVersion;
import io.gyre.worker.statistics.UnitStatistics;
import io.gyre.worker.statistics.WorkTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.LongSupplier;

/** Measures how busy the replicas of each model were from one look to the next. One thread's. */
final class DemandMeter {
  private final LongSupplier nanoTime;
  private Map<ModelVersion, WorkTime> last = Map.of();
  private long lastAt;

  DemandMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lastAt = nanoTime.getAsLong();
  }

  /**
   * The share of the time since the last look that each model's replica was busy. One that was
   * loaded since then counts as idle before. Versions side by side add up: they share the demand.
   */
  Map<String, Double> look(
      List<Entry<ModelVersion, UnitStatistics>> statistics, Collection<Replica> replicas) {
    long now = nanoTime.getAsLong();
    long nanos = Math.max(1, now - lastAt);
    Map<ModelVersion, WorkTime> times = new HashMap<>();
    statistics.forEach(entry -> times.put(entry.getKey(), entry.getValue().workTime()));
    Map<ModelVersion, Double> ofVersions = new HashMap<>();
    for (Replica replica : replicas) {
      ModelVersion version = replica.modelVersion();
      WorkTime done =
          times
              .getOrDefault(version, WorkTime.NONE)
              .since(last.getOrDefault(version, WorkTime.NONE));
      double share = done.share(nanos, replica.configuration().instances(), replica.batchRows());
      ofVersions.merge(version, Math.max(0, share), Math::min);
    }
    Map<String, Double> ofModels = new HashMap<>();
    ofVersions.forEach((version, share) -> ofModels.merge(version.model(), share, Double::sum));
    last = times;
    lastAt = now;
    return ofModels;
  }
}
