package io.gyre.cli.serve;

import io.gyre.inference.loop.Sockets;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The threads that read and write every connection of the process. */
final class EventLoops implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EventLoopGroup group;

  /**
   * Starts no thread yet.
   *
   * @param configured how many threads; 0 for half the processors
   */
  EventLoops(int configured) {
    int threads =
        configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("gyre-io", true), Sockets.best());
  }

  EventLoopGroup group() {
    return group;
  }

  @Override
  public void close() {
    group
        .shutdownGracefully(0, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
        .awaitUninterruptibly(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }
}
