package io.gyre.worker.statistics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;

/** Statistics of model versions in the words of Prometheus. */
public final class VersionMetrics {
  private final HistogramSnapshot.Builder queue =
      HistogramSnapshot.builder()
          .name("gyre_worker_queue_seconds")
          .help("Time that answered requests waited for an instance.");
  private final HistogramSnapshot.Builder compute =
      HistogramSnapshot.builder()
          .name("gyre_worker_compute_seconds")
          .help("Time that the model ran, once for each answered request.");
  private final HistogramSnapshot.Builder batches =
      HistogramSnapshot.builder().name("gyre_worker_batch_rows").help("Rows of each execution.");
  private final CounterSnapshot.Builder requests =
      CounterSnapshot.builder()
          .name("gyre_worker_requests")
          .help("Requests by outcome: success, or the reason of the refusal.");
  private final CounterSnapshot.Builder inferences =
      CounterSnapshot.builder().name("gyre_worker_inferences").help("Rows that were inferred.");
  private final CounterSnapshot.Builder cached =
      CounterSnapshot.builder()
          .name("gyre_worker_cache_requests")
          .help("Answered requests by whether the answer came from the cache: hit or miss.");
  private final CounterSnapshot.Builder cacheSeconds =
      CounterSnapshot.builder()
          .name("gyre_worker_cache_seconds")
          .help("Time spent on the cache: to find answers (hit), to look and to keep them (miss).");
  private final CounterSnapshot.Builder failedExecutions =
      CounterSnapshot.builder()
          .name("gyre_worker_failed_executions")
          .help("Executions that answered none of their requests.");

  /** What {@link #of} gives, without {@code _total}. */
  public static final List<String> NAMES =
      List.of(
          "gyre_worker_queue_seconds",
          "gyre_worker_compute_seconds",
          "gyre_worker_batch_rows",
          "gyre_worker_requests",
          "gyre_worker_inferences",
          "gyre_worker_cache_requests",
          "gyre_worker_cache_seconds",
          "gyre_worker_failed_executions");

  private VersionMetrics() {}

  /** The metrics of all these versions; those that are held no longer have none. */
  public static MetricSnapshots of(List<Entry<ModelVersion, UnitStatistics>> held) {
    VersionMetrics metrics = new VersionMetrics();
    held.forEach(entry -> metrics.add(labels(entry.getKey()), entry.getValue().snapshot()));
    return MetricSnapshots.of(
        metrics.queue.build(),
        metrics.compute.build(),
        metrics.batches.build(),
        metrics.requests.build(),
        metrics.inferences.build(),
        metrics.cached.build(),
        metrics.cacheSeconds.build(),
        metrics.failedExecutions.build());
  }

  /** The labels that tell a version's series from others'. */
  public static Labels labels(ModelVersion version) {
    return Labels.of("model", version.model(), "version", Long.toString(version.version()));
  }

  private void add(Labels labels, UnitStatistics.Snapshot figures) {
    queue.dataPoint(histogram(labels, figures.queueSeconds()));
    compute.dataPoint(histogram(labels, figures.computeSeconds()));
    batches.dataPoint(histogram(labels, figures.batchRows()));
    requests.dataPoint(counter(labels.add("outcome", "success"), figures.success().count()));
    figures
        .failures()
        .forEach((reason, total) ->
            requests.dataPoint(
                counter(
                    labels.add("outcome", reason.name().toLowerCase(Locale.ROOT)), total.count())));
    inferences.dataPoint(counter(labels, figures.inferences()));
    addCache(labels.add("result", "hit"), figures.cacheHit());
    addCache(labels.add("result", "miss"), figures.cacheMiss());
    failedExecutions.dataPoint(counter(labels, figures.failedExecutions()));
  }

  private void addCache(Labels labels, DurationTotal total) {
    cached.dataPoint(counter(labels, total.count()));
    cacheSeconds.dataPoint(
        CounterDataPointSnapshot.builder().labels(labels).value(total.nanos() / 1e9).build());
  }

  private static CounterDataPointSnapshot counter(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static HistogramDataPointSnapshot histogram(
      Labels labels, Distribution.Snapshot distribution) {
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(
            ClassicHistogramBuckets.of(distribution.upperBounds(), distribution.counts()))
        .sum(distribution.sum())
        .build();
  }
}
