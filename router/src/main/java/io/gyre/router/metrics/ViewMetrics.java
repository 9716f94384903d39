package io.gyre.router.metrics;

import io.gyre.router.control.ClusterView;
import io.gyre.router.control.MemberView;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;

/** The router's figures about what it knows: workers, versions, failures. */
public final class ViewMetrics {
  private ViewMetrics() {}

  /** Registers the figures of {@code view}, read at each scrape. */
  public static void register(PrometheusRegistry registry, Supplier<ClusterView> view) {
    gauge(
        registry,
        "gyre_router_workers",
        "Workers that this router is to use.",
        () -> view.get().members().size());
    gauge(
        registry,
        "gyre_router_workers_connected",
        "Workers whose control stream is up.",
        () -> view.get().members().stream().filter(MemberView::connected).count());
    gauge(
        registry,
        "gyre_router_models_served",
        "Models with a version that requests can be sent to.",
        () -> view.get().table().models().size());
    gauge(
        registry,
        "gyre_router_versions_served",
        "Versions that requests can be sent to.",
        () ->
            view.get().table().models().stream()
                .mapToLong(routes -> routes.versions().size())
                .sum());
    gauge(
        registry,
        "gyre_router_models_failed",
        "Wanted models that failed to load and have no version served.",
        () -> view.get().failed().size());
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, Supplier<Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.get().doubleValue()))
        .register(registry);
  }
}
