package io.gyre.worker.control;

import io.gyre.loader.lifecycle.UnitState;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.ModelVersion;
import io.gyre.worker.statistics.StatisticsBook;
import io.gyre.worker.statistics.VersionMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A worker's metrics, read at each scrape from what the worker counts anyway. A version's series
 * end with its last replica.
 */
final class WorkerMetrics implements MultiCollector {
  private static final String IN_FLIGHT = "gyre_worker_in_flight";
  private static final String WAITING = "gyre_worker_waiting";
  private static final String CACHED = "gyre_worker_cached_responses";
  private static final String SEQUENCES = "gyre_worker_sequences";
  private static final String NATIVE_BYTES = "gyre_worker_native_bytes";
  private static final String USEFUL_ROWS = "gyre_worker_useful_batch_rows";
  private static final String UNITS = "gyre_worker_units";

  private final StatisticsBook statistics;
  private final ServedReplicas replicas;
  private final Supplier<Map<UnitState, Integer>> states;

  WorkerMetrics(
      StatisticsBook statistics,
      ServedReplicas replicas,
      Supplier<Map<UnitState, Integer>> states) {
    this.statistics = statistics;
    this.replicas = replicas;
    this.states = states;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>();
    VersionMetrics.of(statistics.all()).forEach(all::add);
    all.add(
        perVersion(
            IN_FLIGHT, "Requests that were accepted and not yet answered.", Replica::inFlight));
    all.add(perVersion(WAITING, "Requests that wait for an instance.", Replica::waiting));
    all.add(
        perVersion(
            CACHED, "Responses that are kept to answer equal requests.", Replica::cachedResponses));
    all.add(sequences());
    all.add(nativeBytes());
    all.add(usefulRows());
    all.add(units());
    return new MetricSnapshots(all);
  }

  @Override
  public List<String> getPrometheusNames() {
    List<String> names = new ArrayList<>(VersionMetrics.NAMES);
    names.addAll(List.of(IN_FLIGHT, WAITING, CACHED, SEQUENCES, NATIVE_BYTES, USEFUL_ROWS, UNITS));
    return names;
  }

  private GaugeSnapshot perVersion(String name, String help, ToDoubleFunction<Replica> figure) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    sums(figure).forEach((version, sum) -> gauge.dataPoint(point(labels(version), sum)));
    return gauge.build();
  }

  private GaugeSnapshot sequences() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name(SEQUENCES)
            .help("Sequences under way (active), and those that wait for a place (waiting).");
    addState(gauge, "active", Replica::activeSequences);
    addState(gauge, "waiting", Replica::waitingSequences);
    return gauge.build();
  }

  private void addState(
      GaugeSnapshot.Builder gauge, String state, ToDoubleFunction<Replica> figure) {
    sums(figure)
        .forEach(
            (version, sum) -> gauge.dataPoint(point(labels(version).add("state", state), sum)));
  }

  private GaugeSnapshot nativeBytes() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name(NATIVE_BYTES)
            .help(
                "Native memory held: by the model as opened (weights), for its runs (arenas), for"
                    + " inputs (staging), by answers under way (outputs), by cached responses (cache),"
                    + " by sequences (state).");
    replicas.all().stream()
        .collect(Collectors.groupingBy(Replica::modelVersion))
        .forEach((version, copies) ->
            sum(copies)
                .forEach((kind, bytes) ->
                    gauge.dataPoint(point(labels(version).add("kind", kind), bytes))));
    return gauge.build();
  }

  private static Map<String, Long> sum(List<Replica> copies) {
    return copies.stream()
        .flatMap(replica -> replica.memory().byKind().entrySet().stream())
        .collect(
            Collectors.groupingBy(Map.Entry::getKey, Collectors.summingLong(Map.Entry::getValue)));
  }

  private GaugeSnapshot usefulRows() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name(USEFUL_ROWS)
            .help("Rows of the largest useful batch, where warm-up measured it.");
    replicas.all().stream()
        .filter(replica -> replica.warmUp().usefulRows().isPresent())
        .collect(
            Collectors.toMap(
                Replica::modelVersion,
                replica -> replica.warmUp().usefulRows().getAsInt(),
                Math::max))
        .forEach((version, rows) -> gauge.dataPoint(point(labels(version), rows)));
    return gauge.build();
  }

  private GaugeSnapshot units() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(UNITS).help("Units that the worker follows, by state.");
    Map<UnitState, Integer> now = states.get();
    for (UnitState state : UnitState.values()) {
      gauge.dataPoint(
          point(
              Labels.of("state", state.name().toLowerCase(Locale.ROOT)),
              now.getOrDefault(state, 0)));
    }
    return gauge.build();
  }

  /** Revisions of one version, which share its series, are summed. */
  private Map<ModelVersion, Double> sums(ToDoubleFunction<Replica> figure) {
    return replicas.all().stream()
        .collect(Collectors.groupingBy(Replica::modelVersion, Collectors.summingDouble(figure)));
  }

  private static Labels labels(ModelVersion version) {
    return VersionMetrics.labels(version);
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
