package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.MembershipKeys;
import io.gyre.cli.config.RoutingKeys;
import io.gyre.cli.config.Settings;
import io.gyre.cluster.hashing.Hash64;
import io.gyre.cluster.member.MembershipSource;
import io.gyre.inference.grpc.MessageSizeLimit;
import io.gyre.inference.loop.ShortReads;
import io.gyre.router.balance.BalanceSettings;
import io.gyre.router.control.ControlSettings;
import io.gyre.router.control.RollbackSettings;
import io.gyre.router.control.Target;
import io.gyre.router.core.RouterCore;
import io.gyre.router.core.RouterSettings;
import io.gyre.router.grpc.GrpcFrontDoor;
import io.gyre.router.grpc.GrpcLimits;
import io.gyre.router.history.History;
import io.gyre.router.http.HttpFrontDoor;
import io.gyre.router.http.HttpLimits;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.pipeline.PipelineSettings;
import io.gyre.router.settings.LogControl;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The router of this process behind its two front doors. */
final class RouterPart implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouterPart.class);

  /** How long a drained gRPC door waits for its last frames to be written. */
  private static final Duration LAST_FRAMES = Duration.ofSeconds(1);

  /** How long calls that a client sent before it heard that it shall go elsewhere take to come. */
  private static final Duration LAST_CALLS = Duration.ofMillis(200);

  private final Duration drainGrace;
  private final Duration drainDeadline;
  private final Closing closing;
  private final RouterCore core;
  private final HttpFrontDoor http;
  private final GrpcFrontDoor grpc;

  private RouterPart(
      Duration drainGrace,
      Duration drainDeadline,
      Closing closing,
      RouterCore core,
      HttpFrontDoor http,
      GrpcFrontDoor grpc) {
    this.drainGrace = drainGrace;
    this.drainDeadline = drainDeadline;
    this.closing = closing;
    this.core = core;
    this.http = http;
    this.grpc = grpc;
  }

  /**
   * Attaches to the workers and opens both doors.
   *
   * @param role the role of this process, with its worker or without
   * @param targets the workers to begin with
   * @param membership where they are known from
   */
  static RouterPart start(
      Role role,
      Settings settings,
      List<Target> targets,
      MembershipSource membership,
      EventLoopGroup loops,
      PrometheusRegistry registry,
      LogControl logs)
      throws StartException {
    Closing closing = new Closing();
    try {
      AccessLog accessLog = closing.add(AccessLogs.open(settings));
      Tracing tracing =
          closing.add(new Tracing(settings.get(Keys.TRACE_FILE).map(Path::toString).orElse("")));
      SharedRegions regions = closing.add(new SharedRegions(SharedRegions.LINUX));
      History history =
          new History(
              InstantSource.system(), System::nanoTime, closing.add(HistoryFile.open(settings)));
      RouterCore core =
          closing.add(
              new RouterCore(
                  targets,
                  membership,
                  routerSettings(role, settings),
                  registry,
                  accessLog,
                  tracing,
                  history));
      ServerControls controls =
          new ServerControls(logs, tracing, regions, core.changes(), core.drains());
      core.start();
      Binding binding = new Binding(settings);
      GrpcFrontDoor grpc =
          binding.bind(
              Keys.GRPC_PORT, address -> openGrpc(role, settings, address, loops, core, controls));
      closing.add(() -> grpc.close(LAST_FRAMES));
      HttpFrontDoor http =
          closing.add(
              binding.bind(
                  Keys.HTTP_PORT, address -> openHttp(settings, address, loops, core, controls)));
      return new RouterPart(
          settings.get(Keys.DRAIN_GRACE),
          settings.get(Keys.DRAIN_DEADLINE),
          closing,
          core,
          http,
          grpc);
    } catch (StartException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  int httpPort() {
    return http.port();
  }

  int grpcPort() {
    return grpc.port();
  }

  RouterCore core() {
    return core;
  }

  /**
   * Sends clients elsewhere and serves those that come all the same, then refuses new requests, and
   * waits for those under way; both for as long as is configured.
   */
  void drain() {
    core.retire();
    http.retire();
    try {
      Thread.sleep(drainGrace);
      grpc.retire(LAST_CALLS);
      core.drain().toCompletableFuture().get(drainDeadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      LOG.warn(
          "requests are still under way after {} s, and are cut off", drainDeadline.toSeconds());
    } catch (ExecutionException e) {
      LOG.error("draining failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.close();
  }

  private static GrpcFrontDoor openGrpc(
      Role role,
      Settings settings,
      InetSocketAddress address,
      EventLoopGroup loops,
      RouterCore core,
      ServerControls controls)
      throws java.io.IOException {
    MessageSizeLimit message =
        new MessageSizeLimit(
            settings.get(Keys.REQUEST_BYTES).intValue(), Keys.REQUEST_BYTES.path());
    return GrpcFrontDoor.start(
        address,
        loops,
        loops,
        // With a worker in the process, requests that come together are to make a batch.
        role == Role.SERVE ? new AdaptiveRecvByteBufAllocator() : new ShortReads(),
        GrpcLimits.of(message, settings.get(Keys.HEADER_BYTES).intValue()),
        ServerMetadata.message(),
        core.inference(),
        core.directory(),
        controls);
  }

  private static HttpFrontDoor openHttp(
      Settings settings,
      InetSocketAddress address,
      EventLoopGroup loops,
      RouterCore core,
      ServerControls controls)
      throws java.io.IOException {
    JsonMapper json = new JsonMapper();
    return HttpFrontDoor.builder()
        .address(address.getHostString(), address.getPort())
        .eventLoops(loops, loops)
        .service(core.inference())
        .directory(core.directory())
        .controls(controls)
        .server(ServerMetadata.message())
        .status(() -> json.writeValueAsString(core.status()))
        .history(model -> json.writeValueAsString(core.history().of(model)))
        .limits(
            HttpLimits.DEFAULT
                .withRequestBytes(settings.get(Keys.REQUEST_BYTES).intValue())
                .withHeaderBytes(settings.get(Keys.HEADER_BYTES).intValue()))
        .drainTimeout(settings.get(Keys.DRAIN_DEADLINE))
        .start();
  }

  private static RouterSettings routerSettings(Role role, Settings settings) {
    Duration deadline = settings.get(Keys.DEFAULT_DEADLINE);
    String identity = identity();
    return new RouterSettings(
        ControlSettings.defaults(identity)
            // One bad upload must not take all routers of a cluster out of their load balancer.
            .strict(role == Role.SERVE)
            .rollingBack(
                new RollbackSettings(
                    settings.get(Keys.ROLLBACK_WINDOW),
                    settings.get(Keys.ROLLBACK_MAX_ERROR_RATE),
                    settings.get(Keys.ROLLBACK_MIN_REQUESTS))),
        new PipelineSettings(
            deadline.isZero() ? Optional.empty() : Optional.of(deadline),
            limit(settings.get(Keys.MAX_IN_FLIGHT)),
            limit(settings.get(Keys.MAX_IN_FLIGHT_OF_MODEL)),
            PipelineSettings.DEFAULTS.maxAttempts(),
            settings.get(RoutingKeys.HEDGE)),
        new BalanceSettings(
            settings.get(MembershipKeys.ZONE),
            settings.get(RoutingKeys.SLOW_START),
            settings.get(RoutingKeys.AFFINITY_SLACK) / 100.0,
            settings.get(RoutingKeys.SUBSET),
            Hash64.of(identity)));
  }

  private static int limit(int configured) {
    return configured == 0 ? Integer.MAX_VALUE : configured;
  }

  /** Who this router is towards its workers: another one after each start. */
  private static String identity() {
    return "router-" + java.util.UUID.randomUUID();
  }
}
