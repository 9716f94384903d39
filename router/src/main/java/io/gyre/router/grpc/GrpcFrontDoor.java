package io.gyre.router.grpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.grpc.InboundMarshaller;
import io.gyre.inference.grpc.ServerEnd;
import io.gyre.inference.grpc.UnaryInference;
import io.gyre.inference.loop.Sockets;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.pipeline.InferenceService;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedMemoryInference;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The gRPC server for clients of the Open Inference Protocol. Calls run on its event loops, never
 * on other threads.
 */
public final class GrpcFrontDoor implements AutoCloseable {
  private static final Duration HEALTH_REFRESH = Duration.ofSeconds(1);
  private static final int BACKLOG = 1024;

  /** Far more than clients give up in a second, and far fewer than hurt. */
  private static final int RESETS_A_SECOND = 5_000;

  private final EventLoopGroup loops;
  private final StreamInference streams;
  private final ReadinessHealth health;
  private final Server server;
  private final Future<?> healthRefresh;

  private GrpcFrontDoor(
      EventLoopGroup loops, StreamInference streams, ReadinessHealth health, Server server) {
    this.loops = loops;
    this.streams = streams;
    this.health = health;
    this.server = server;
    this.healthRefresh =
        this.loops.scheduleAtFixedRate(
            health::refresh,
            HEALTH_REFRESH.toMillis(),
            HEALTH_REFRESH.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Binds {@code address} and begins to serve.
   *
   * @param acceptors event loops that accept connections; may be {@code loops}
   * @param loops event loops that serve them; the caller ends both after this server
   * @param reads how much of a connection is read at a time
   * @param metadata the answer to ServerMetadata
   * @param controls what clients may change of the server
   * @throws IOException where the address can't be bound
   */
  public static GrpcFrontDoor start(
      InetSocketAddress address,
      EventLoopGroup acceptors,
      EventLoopGroup loops,
      RecvByteBufAllocator reads,
      GrpcLimits limits,
      ServerMetadataResponse metadata,
      InferenceService service,
      ModelDirectory directory,
      ServerControls controls)
      throws IOException {
    LongSupplier clock = System::nanoTime;
    CallLoops callLoops = new CallLoops(loops);
    CheckedService target =
        new CheckedService(
            new SharedMemoryInference(
                service,
                controls.regions(),
                ByteBufAllocator.DEFAULT,
                task -> Thread.ofVirtual().name("grpc-shared-memory").start(task)));
    StreamInference streams =
        new StreamInference(callLoops, clock, target, limits.unansweredPerStream());
    ReadinessHealth health = new ReadinessHealth(directory);
    MessageSizeGuard guard = new MessageSizeGuard(limits.message(), service);
    Server server =
        builder(address, acceptors, loops, limits)
            .withChildOption(ChannelOption.RCVBUF_ALLOCATOR, reads)
            .addStreamTracerFactory(guard)
            .addStreamTracerFactory(new UnstartedCalls(service))
            .intercept(guard)
            .addService(
                InferenceServiceDefinition.of(
                    new InboundMarshaller(ByteBufAllocator.DEFAULT, limits.message()),
                    new UnaryInference(callLoops, clock, target),
                    streams,
                    new DirectoryMethods(directory, metadata, callLoops),
                    new SettingsMethods(controls, directory, callLoops),
                    new RegionMethods(controls.regions(), callLoops),
                    new RepositoryMethods(controls.changes(), callLoops),
                    UnservedMethods.definitions(service)))
            .addService(health)
            .addService(ProtoReflectionServiceV1.newInstance())
            .build()
            .start();
    return new GrpcFrontDoor(loops, streams, health, server);
  }

  private static NettyServerBuilder builder(
      InetSocketAddress address,
      EventLoopGroup acceptors,
      EventLoopGroup loops,
      GrpcLimits limits) {
    return NettyServerBuilder.forAddress(address)
        .channelType(Sockets.server(loops))
        .bossEventLoopGroup(acceptors)
        .workerEventLoopGroup(loops)
        .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
        .directExecutor()
        .decompressorRegistry(MessageEncodings.decompressors())
        .compressorRegistry(MessageEncodings.compressors())
        .maxInboundMessageSize(Integer.MAX_VALUE) // the guard stops large ones
        .maxInboundMetadataSize(limits.headerBytes())
        .flowControlWindow(limits.flowControlWindow())
        .maxConcurrentCallsPerConnection(limits.callsPerConnection())
        .maxRstFramesPerWindow(RESETS_A_SECOND, 1)
        // Clients may ping as often as once a second; ours finds out within 80 s that one is gone.
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .keepAliveTime(60, TimeUnit.SECONDS)
        .keepAliveTimeout(20, TimeUnit.SECONDS);
  }

  /** The port bound. */
  public int port() {
    return server.getPort();
  }

  /**
   * Tells clients to go elsewhere: no new connections, and calls that are on their way are still
   * taken, for as long as {@code grace} at most. Calls under way go on.
   */
  public void retire(Duration grace) throws InterruptedException {
    server.shutdown().awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Stops: no new connections or calls, calls under way finish within {@code grace}, the rest is
   * cut off. Returns when nothing is left.
   */
  public void close(Duration grace) throws InterruptedException {
    ServerEnd.await(server, grace, this::endLongCalls);
  }

  /** Stops at once. */
  @Override
  public void close() {
    ServerEnd.now(server, this::endLongCalls);
  }

  private void endLongCalls() {
    healthRefresh.cancel(false);
    health.end();
    streams.drain();
  }
}
