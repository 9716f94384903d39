package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.RoutingKeys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.config.SettingsFile;
import io.gyre.cli.metrics.MetricsServer;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberAnnouncer;
import io.gyre.cluster.member.MemberWatch;
import io.gyre.cluster.member.MembershipSource;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.router.control.Target;
import io.gyre.router.settings.LogControl;
import io.gyre.worker.control.LoadProgress;
import io.gyre.worker.service.WorkerServer;
import io.netty.channel.EventLoopGroup;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One running server of any role. It is put together here and nowhere else: event loops, then the
 * worker, then the router and its doors, then metrics; and taken apart the other way round, ONNX
 * Runtime last.
 */
public final class ServerProcess implements AutoCloseable {
  private final Closing closing;
  private final Endpoints endpoints;
  private final @Nullable RouterPart router;
  private final @Nullable WorkerPart worker;
  private final MemberAnnouncer announcer;

  private ServerProcess(
      Closing closing,
      Endpoints endpoints,
      @Nullable RouterPart router,
      @Nullable WorkerPart worker,
      MemberAnnouncer announcer) {
    this.closing = closing;
    this.endpoints = endpoints;
    this.router = router;
    this.worker = worker;
    this.announcer = announcer;
  }

  /**
   * Starts the parts of {@code role}; models load on afterwards.
   *
   * @param file the configuration file, which may change meanwhile
   * @param logs the log of the process
   * @throws StartException where a port is taken or the repository can't be read
   */
  public static ServerProcess start(
      Role role, Settings settings, SettingsFile file, Installation installation, LogControl logs)
      throws StartException {
    Closing closing = new Closing();
    try {
      return start(role, settings, file, installation, logs, closing);
    } catch (StartException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static ServerProcess start(
      Role role,
      Settings settings,
      SettingsFile file,
      Installation installation,
      LogControl logs,
      Closing closing)
      throws StartException {
    PrometheusRegistry registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    Binding binding = new Binding(settings);
    MetricsServer metrics =
        closing.add(
            binding.bind(Keys.METRICS_PORT, address -> MetricsServer.start(address, registry)));
    EventLoopGroup loops = closing.add(new EventLoops(settings.get(Keys.EVENT_LOOPS))).group();
    ReadPasses passes = ReadPasses.of(loops);
    return switch (role) {
      case SERVE -> {
        WorkerPart worker =
            closing.add(WorkerPart.start(role, settings, installation, passes, registry));
        Target here = new Target(new Member(settings.get(Keys.WORKER_ID), "", 0), worker.worker());
        MembershipSource self = MembershipSource.fixed("this process", List.of(here.member()));
        RouterPart router =
            closing.add(
                RouterPart.start(role, settings, List.of(here), self, loops, registry, logs));
        yield new ServerProcess(
            closing, endpoints(binding, router, metrics), router, worker, MemberAnnouncer.NONE);
      }
      case ROUTER -> {
        RemoteTargets targets =
            closing.add(new RemoteTargets(loops, settings.get(RoutingKeys.SUBSET) == 0));
        MemberWatch watch = closing.add(new Registries(settings).watch(file));
        RouterPart router =
            closing.add(
                RouterPart.start(role, settings, List.of(), watch.source(), loops, registry, logs));
        watch.start(members -> router.core().assign(targets.to(members), targets::drop));
        yield new ServerProcess(
            closing, endpoints(binding, router, metrics), router, null, MemberAnnouncer.NONE);
      }
      case WORKER -> {
        WorkerPart worker =
            closing.add(WorkerPart.start(role, settings, installation, passes, registry));
        WorkerServer door =
            closing.add(
                binding.bind(
                    Keys.GRPC_PORT,
                    address -> WorkerServer.start(address, loops, worker.worker())));
        Endpoints endpoints =
            new Endpoints(
                Optional.empty(),
                binding.endpoint(door.port()),
                binding.endpoint(metrics.address().getPort()));
        MemberAnnouncer announcer =
            closing.add(new Registries(settings).announcer(endpoints.grpc(), worker.memoryBytes()));
        announcer.announce();
        if (worker.needsMembers()) {
          OwnEntry self = new Registries(settings).ownEntry(endpoints.grpc());
          closing
              .add(new Registries(settings).watch(file))
              .start(members -> worker.members(members, self));
        }
        yield new ServerProcess(closing, endpoints, null, worker, announcer);
      }
    };
  }

  private static Endpoints endpoints(Binding binding, RouterPart router, MetricsServer metrics) {
    return new Endpoints(
        Optional.of(binding.endpoint(router.httpPort())),
        binding.endpoint(router.grpcPort()),
        binding.endpoint(metrics.address().getPort()));
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  /** How far the models of the start have come. */
  public Loading loading() {
    boolean routed = router == null || router.core().isStarted();
    if (worker == null) {
      return new Loading(0, 0, routed);
    }
    LoadProgress progress = worker.worker().progress();
    return new Loading(progress.units(), progress.ended(), progress.isOver() && routed);
  }

  /** Complete once a router has asked the worker here to drain and end. */
  public CompletionStage<Void> drainAsked() {
    return worker == null ? new CompletableFuture<>() : worker.worker().drainAsked();
  }

  /**
   * Refuses new requests and waits for those under way, or at a worker for its routers to send them
   * elsewhere, up to the configured deadline.
   */
  public void drain() {
    if (router != null) {
      router.drain();
    } else if (worker != null) {
      // The others take its share over while it still serves.
      announcer.close();
      worker.drain();
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
