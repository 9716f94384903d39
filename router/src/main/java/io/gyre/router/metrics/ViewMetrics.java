package io.gyre.router.metrics;

import io.gyre.cluster.member.Membership.State;
import io.gyre.cluster.member.MembershipSource;
import io.gyre.router.control.ClusterView;
import io.gyre.router.control.MemberView;
import io.gyre.router.control.ModelSwaps;
import io.gyre.router.table.ModelRoutes;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The router's figures about what it knows: workers, versions, failures. */
public final class ViewMetrics {
  private ViewMetrics() {}

  /** Registers the figures of {@code membership}, read at each scrape. */
  public static void register(PrometheusRegistry registry, MembershipSource membership) {
    gauge(
        registry,
        "gyre_router_membership_frozen",
        "Whether the registry of members fails or lists nobody, so that the last known ones count.",
        () -> membership.membership().get().state() == State.FROZEN ? 1 : 0);
    gauge(
        registry,
        "gyre_router_members_listed",
        "Members that count, whether they can be reached or not.",
        () -> membership.membership().get().members().size());
    gauge(
        registry,
        "gyre_router_members_held",
        "Members that left the registry together with most others, and are kept for a while.",
        () -> membership.membership().get().heldSince().size());
  }

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
    gauge(
        registry,
        "gyre_router_rollback_windows",
        "Models whose version before is kept for a roll-back.",
        () -> view.get().swaps().values().stream().filter(one -> one.kept().isPresent()).count());
    perModel(
        registry,
        "gyre_router_flips_total",
        "Changes of the version that a model's requests go to.",
        view,
        ModelSwaps::flips);
    perModel(
        registry,
        "gyre_router_rollbacks_total",
        "Those of the changes that went back because the version before was condemned.",
        view,
        ModelSwaps::rollbacks);
  }

  /** A count of each model that is served. */
  private static void perModel(
      PrometheusRegistry registry,
      String name,
      String help,
      Supplier<ClusterView> view,
      ToLongFunction<ModelSwaps> count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("model")
        .callback(callback -> {
          ClusterView now = view.get();
          for (ModelRoutes routes : now.table().models()) {
            String model = routes.current().id().model();
            callback.call((double) count.applyAsLong(now.swaps(model)), model);
          }
        })
        .register(registry);
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
