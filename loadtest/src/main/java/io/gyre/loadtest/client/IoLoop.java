package io.gyre.loadtest.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An event loop that runs on the thread that opened it, whenever that thread polls. */
public final class IoLoop implements AutoCloseable {
  // Linux wakes a sleeping thread up to 50 microseconds late; a selector counts in milliseconds.
  private static final long EPOLL_OVERSLEEP_NANOS = 60_000;
  private static final long SELECTOR_OVERSLEEP_NANOS = 1_500_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final ManualIoEventLoop loop;
  private final Class<? extends Channel> channelType;
  private final long oversleepNanos;

  private IoLoop(
      IoHandlerFactory factory, Class<? extends Channel> channelType, long oversleepNanos) {
    this.loop = new ManualIoEventLoop(Thread.currentThread(), factory);
    this.channelType = channelType;
    this.oversleepNanos = oversleepNanos;
  }

  /** An event loop of the calling thread. */
  public static IoLoop open() {
    return Epoll.isAvailable()
        ? new IoLoop(EpollIoHandler.newFactory(), EpollSocketChannel.class, EPOLL_OVERSLEEP_NANOS)
        : new IoLoop(NioIoHandler.newFactory(), NioSocketChannel.class, SELECTOR_OVERSLEEP_NANOS);
  }

  /** Begins to connect; {@code handlers} make up the pipeline of the channel. */
  public ChannelFuture connect(InetSocketAddress address, Supplier<ChannelHandler[]> handlers) {
    return new Bootstrap()
        .group(loop)
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(handlers.get());
              }
            })
        .connect(address);
  }

  /** Runs {@code task} in a poll, {@code nanos} from now. */
  public void schedule(Runnable task, long nanos) {
    var unused = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Does what I/O there is, and waits for at most {@code nanos} where there is none. Returns early
   * rather than late: what is left of the wait is for the caller to poll through.
   */
  public void poll(long nanos) {
    long wait = nanos - oversleepNanos;
    loop.run(wait > 0 ? wait : -1);
  }

  /** Closes every channel. */
  @Override
  public void close() {
    var unused = loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    while (!loop.isTerminated()) {
      loop.runNow();
    }
  }
}
