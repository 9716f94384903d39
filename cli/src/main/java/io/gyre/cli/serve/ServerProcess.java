package io.gyre.cli.serve;

import io.gyre.cli.config.Key;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.metrics.MetricsServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** One running server of any role: every part that was started, and the order in which they end. */
public final class ServerProcess implements AutoCloseable {
  private final Endpoints endpoints;
  private final MetricsServer metrics;

  private ServerProcess(Endpoints endpoints, MetricsServer metrics) {
    this.endpoints = endpoints;
    this.metrics = metrics;
  }

  /**
   * Starts the parts of {@code role}; models load on afterwards.
   *
   * @throws StartException where a port is taken or the repository can't be read
   */
  public static ServerProcess start(Role role, Settings settings) throws StartException {
    PrometheusRegistry registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    String host = settings.get(Keys.HOST);
    InetSocketAddress address = new InetSocketAddress(host, settings.get(Keys.METRICS_PORT));
    MetricsServer metrics;
    try {
      metrics = MetricsServer.start(address, registry);
    } catch (IOException e) {
      throw cannotBind(Keys.METRICS_PORT, address, e);
    }
    Endpoint metricsEndpoint = Endpoint.of(host, metrics.address());
    return new ServerProcess(
        new Endpoints(Optional.empty(), metricsEndpoint, metricsEndpoint), metrics);
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  /** How far the models of the start have come. */
  public Loading loading() {
    return new Loading(0, 0, List.of(), true);
  }

  /** Refuses new requests, and waits for those under way up to the configured deadline. */
  public void drain() {}

  @Override
  public void close() {
    metrics.close();
  }

  private static StartException cannotBind(Key<?> key, InetSocketAddress address, IOException e) {
    return new StartException(
        "can't listen on %s port %d (%s): %s; stop what uses it, or choose another with --%s N (0 picks a free one)"
            .formatted(
                address.getHostString(),
                address.getPort(),
                key.path(),
                e.getMessage(),
                key.path().replace('.', '-')));
  }
}
