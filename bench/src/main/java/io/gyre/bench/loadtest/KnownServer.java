package io.gyre.bench.loadtest;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.util.stream.LongStream;

/**
 * Entry point of a server whose answers take known times: {@code grpc} or {@code http}, for the
 * load of {@link KnownLoad} or, with {@code closed}, for any.
 *
 * <p>It has one model, {@code known}, that takes {@code x}: FP32[1,4]. The question for the model's
 * metadata starts its times anew.
 */
public final class KnownServer {
  static final String MODEL = "known";

  private KnownServer() {}

  /** Starts the server, prints its ready line, and serves until the process ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    // One thread does everything, so that a stall of it is a stall of the server.
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, handlers);
    boolean anyLoad = arguments.length > 1 && arguments[1].equals("closed");
    Rehearsal rehearsal =
        new Rehearsal(
            KnownTimes.usual(),
            anyLoad ? () -> LongStream.empty().iterator() : KnownLoad::sendTimes,
            loop.next());
    int port =
        switch (arguments[0]) {
          case "grpc" -> KnownGrpcServer.start(rehearsal, loop, channel);
          case "http" -> KnownHttpServer.start(rehearsal, loop, channel);
          default -> throw new IllegalArgumentException("expected grpc or http: " + arguments[0]);
        };
    System.out.println("known ready port=127.0.0.1:" + port);
    Thread.currentThread().join();
  }
}
