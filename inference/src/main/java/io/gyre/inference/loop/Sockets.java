package io.gyre.inference.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kinds of sockets that go with event loops: Linux's epoll where it is to be had, else NIO. */
public final class Sockets {
  private Sockets() {}

  /** What event loops are to be made with on this machine. */
  public static IoHandlerFactory best() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  /** The sockets that listen on these loops. */
  public static Class<? extends ServerChannel> server(EventLoopGroup loops) {
    return isEpoll(loops) ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** The sockets that connect on these loops. */
  public static Class<? extends Channel> client(EventLoopGroup loops) {
    return isEpoll(loops) ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private static boolean isEpoll(EventLoopGroup loops) {
    return loops instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
  }
}
