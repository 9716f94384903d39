package io.gyre.router.http;

import io.gyre.inference.loop.Sockets;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.pipeline.InferenceService;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedMemoryInference;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The HTTP port: speaks the REST form of the Open Inference Protocol v2 until it is closed. */
public final class HttpFrontDoor implements AutoCloseable {
  private final Channel channel;
  private final Connections connections;
  private final Duration drainTimeout;

  private HttpFrontDoor(Channel channel, Connections connections, Duration drainTimeout) {
    this.channel = channel;
    this.connections = connections;
    this.drainTimeout = drainTimeout;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The port that is listened to. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /**
   * Tells clients to go elsewhere: a connection ends with its next answer, so that none is closed
   * on a request that was just sent.
   */
  public void retire() {
    connections.retire();
  }

  /**
   * Takes no more connections, answers the requests under way, for as long as the drain time-out
   * allows, and closes. Blocks meanwhile; not for event loops.
   */
  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    connections.drain(drainTimeout);
  }

  /** Collects what a front door needs. The event loops stay the caller's. */
  public static final class Builder {
    private @Nullable EventLoopGroup acceptor;
    private @Nullable EventLoopGroup eventLoops;
    private @Nullable InferenceService service;
    private @Nullable ModelDirectory directory;
    private @Nullable ServerControls controls;
    private ServerMetadataResponse server = ServerMetadataResponse.getDefaultInstance();
    private Supplier<String> status = () -> "{}";
    private UnaryOperator<String> history = _ -> "[]";
    private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private HttpLimits limits = HttpLimits.DEFAULT;
    private LongSupplier clock = System::nanoTime;
    private Executor longWork = task -> Thread.ofVirtual().name("http-long-work").start(task);
    private Duration drainTimeout = Duration.ofSeconds(30);
    private String host = "0.0.0.0";
    private int port;

    private Builder() {}

    /** The loops that accept connections and that serve them, which may be one group. */
    public Builder eventLoops(EventLoopGroup acceptor, EventLoopGroup eventLoops) {
      this.acceptor = acceptor;
      this.eventLoops = eventLoops;
      return this;
    }

    /** Where requests for inference go. */
    public Builder service(InferenceService service) {
      this.service = service;
      return this;
    }

    /** What answers questions about models. */
    public Builder directory(ModelDirectory directory) {
      this.directory = directory;
      return this;
    }

    /** What clients may change of the server. */
    public Builder controls(ServerControls controls) {
      this.controls = controls;
      return this;
    }

    /** What GET /v2 answers. */
    public Builder server(ServerMetadataResponse server) {
      this.server = server;
      return this;
    }

    /** What GET /status answers: a JSON document, made anew for each request. */
    public Builder status(Supplier<String> status) {
      this.status = status;
      return this;
    }

    /** What became of a model: a JSON document, made anew for each request. */
    public Builder history(UnaryOperator<String> history) {
      this.history = history;
      return this;
    }

    public Builder limits(HttpLimits limits) {
      this.limits = limits;
      return this;
    }

    /** Where the connections' buffers come from. */
    public Builder allocator(ByteBufAllocator allocator) {
      this.allocator = allocator;
      return this;
    }

    /** A clock of nanoseconds, comparable with {@link System#nanoTime()} where deadlines matter. */
    public Builder clock(LongSupplier clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Where large bodies are read and written, so that event loops stay free; virtual threads as a
     * rule.
     */
    public Builder longWork(Executor longWork) {
      this.longWork = longWork;
      return this;
    }

    /** How long closing waits for the requests under way. */
    public Builder drainTimeout(Duration drainTimeout) {
      this.drainTimeout = drainTimeout;
      return this;
    }

    /** The address to bind; port 0 takes a free one. */
    public Builder address(String host, int port) {
      this.host = host;
      this.port = port;
      return this;
    }

    /**
     * Binds the port and serves.
     *
     * @throws IOException where the address can't be bound; says which and why
     */
    public HttpFrontDoor start() throws IOException {
      ModelDirectory models = Objects.requireNonNull(directory, "directory");
      ServerControls controlled = Objects.requireNonNull(controls, "controls");
      InferenceService inference = Objects.requireNonNull(service, "service");
      InferEndpoint infer =
          new InferEndpoint(
              new SharedMemoryInference(inference, controlled.regions(), allocator, longWork),
              new RawRequests(models),
              limits,
              longWork);
      RequestDispatcher dispatcher =
          new RequestDispatcher(
              limits,
              inference,
              infer,
              new DirectoryEndpoints(models, server, status),
              new ControlEndpoints(controlled, models),
              new RegionEndpoints(controlled.regions()),
              new RepositoryEndpoints(controlled.changes(), history, longWork),
              new DrainEndpoint(controlled.drains()),
              clock);
      Connections connections = new Connections(dispatcher, limits, new ResponseSender());
      EventLoopGroup serving = Objects.requireNonNull(eventLoops, "eventLoops");
      var bound =
          new ServerBootstrap()
              .group(Objects.requireNonNull(acceptor, "acceptor"), serving)
              .channel(Sockets.server(serving))
              .option(ChannelOption.SO_BACKLOG, 1024)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.ALLOCATOR, allocator)
              .childHandler(connections)
              .bind(host, port)
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException(
            "can't listen for HTTP on %s:%d: %s".formatted(host, port, bound.cause().getMessage()),
            bound.cause());
      }
      return new HttpFrontDoor(bound.channel(), connections, drainTimeout);
    }
  }
}
