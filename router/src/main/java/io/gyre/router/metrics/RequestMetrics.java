package io.gyre.router.metrics;

import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.RoutingTable;
import io.gyre.router.table.ServedVersion;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The router's figures about requests. The labels model and version name what is served, nothing
 * that a client wrote: a refusal for a model that isn't served has an empty model.
 */
public final class RequestMetrics implements RequestFigures {
  private static final String NOT_SERVED = "";

  /** What an attempt is counted under that follows none that failed. */
  private static final String SLOW = "slow";

  private static final List<Refusal.Reason> REPEATED =
      List.of(
          Refusal.Reason.NO_REPLICA,
          Refusal.Reason.WORKER_LOST,
          Refusal.Reason.QUEUE_FULL,
          Refusal.Reason.OVERLOADED,
          Refusal.Reason.MEMORY_FULL);

  private final Counter requests;
  private final Counter refusals;
  private final Counter retries;
  private final Histogram latency;
  private final Map<Served, Series> series = new ConcurrentHashMap<>();
  private final LongSupplier clock;

  /**
   * @param inFlight how many requests are under way
   * @param retriesLeft how many requests of lost workers may be sent again
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  public RequestMetrics(
      PrometheusRegistry registry,
      IntSupplier inFlight,
      IntSupplier retriesLeft,
      LongSupplier clock) {
    this.clock = clock;
    requests =
        Counter.builder()
            .name("gyre_router_requests_total")
            .help("Requests admitted, by the model version that they were pinned to.")
            .labelNames("model", "version")
            .register(registry);
    refusals =
        Counter.builder()
            .name("gyre_router_refusals_total")
            .help("Requests that ended in a refusal; the model is empty where it isn't served.")
            .labelNames("model", "reason")
            .register(registry);
    retries =
        Counter.builder()
            .name("gyre_router_retries_total")
            .help("Attempts after the first, by what became of the one before.")
            .labelNames("model", "reason")
            .register(registry);
    latency =
        Histogram.builder()
            .name("gyre_router_request_duration_seconds")
            .help("Time from admission to outcome, of requests that were admitted.")
            .unit(Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .labelNames("model", "version")
            .register(registry);
    GaugeWithCallback.builder()
        .name("gyre_router_requests_in_flight")
        .help("Requests admitted and not yet answered.")
        .callback(callback -> callback.call(inFlight.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("gyre_router_retry_budget")
        .help("How many requests may be sent once more, where their worker is lost or too busy.")
        .callback(callback -> callback.call(retriesLeft.getAsInt()))
        .register(registry);
  }

  /** Counts a request that has been pinned to {@code version}. */
  public void pinned(ServedVersion version) {
    of(version).requests().inc();
  }

  /**
   * Counts an attempt after the first.
   *
   * @param reason what became of the one before, one of {@link #REPEATED}
   */
  public void retried(ServedVersion version, Refusal.Reason reason) {
    retries.labelValues(version.id().model(), label(reason)).inc();
  }

  /** Counts an attempt beside one that takes longer than most do. */
  public void hedged(ServedVersion version) {
    retries.labelValues(version.id().model(), SLOW).inc();
  }

  /**
   * Settles a request.
   *
   * @param version what it was last pinned to; null where nothing was served
   * @param nanos time since it was admitted
   */
  public void ended(@Nullable ServedVersion version, Outcome outcome, long nanos) {
    if (version != null) {
      Series of = of(version);
      of.latency().observe(nanos / 1e9);
      of.window().record(nanos, clock.getAsLong());
      version.tally().count(outcome);
    }
    if (outcome instanceof Refusal refusal) {
      String model = version == null ? NOT_SERVED : version.id().model();
      refusals.labelValues(model, label(refusal.reason())).inc();
    }
  }

  @Override
  public long requests(String model, long version) {
    Series of = series.get(new Served(model, version));
    return of == null ? 0 : of.requests().getLongValue();
  }

  @Override
  public long latency(String model, long version, double share, int least) {
    Series of = series.get(new Served(model, version));
    return of == null ? 0 : of.window().percentile(share, least, clock.getAsLong());
  }

  /** Drops the series of versions that the table no longer has. */
  public void retain(RoutingTable table) {
    for (Served one : series.keySet()) {
      ModelRoutes routes = table.model(one.model());
      if (routes == null || routes.version(one.version()) == null) {
        series.remove(one);
        requests.remove(one.model(), one.label());
        latency.remove(one.model(), one.label());
      }
      if (routes == null) {
        REPEATED.forEach(reason -> retries.remove(one.model(), label(reason)));
        retries.remove(one.model(), SLOW);
        removeRefusals(one.model());
      }
    }
  }

  private void removeRefusals(String model) {
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      refusals.remove(model, label(reason));
    }
  }

  private static String label(Refusal.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private Series of(ServedVersion version) {
    Served key = Served.of(version);
    Series known = series.get(key);
    return known != null ? known : series.computeIfAbsent(key, this::register);
  }

  private Series register(Served version) {
    REPEATED.forEach(reason -> retries.initLabelValues(version.model(), label(reason)));
    return new Series(
        requests.labelValues(version.model(), version.label()),
        latency.labelValues(version.model(), version.label()),
        new LatencyWindow(clock.getAsLong()));
  }

  private record Served(String model, long version) {
    static Served of(ServedVersion version) {
      return new Served(version.id().model(), version.id().version());
    }

    String label() {
      return Long.toString(version);
    }
  }

  /** The series of one version, looked up once and not for each request. */
  private record Series(
      CounterDataPoint requests, DistributionDataPoint latency, LatencyWindow window) {}
}
