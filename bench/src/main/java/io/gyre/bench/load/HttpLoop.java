package io.gyre.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** HTTP requests of the same bytes, one in flight on each of a fixed number of connections. */
public final class HttpLoop implements ClosedLoop {
  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LongAdder answered = new LongAdder();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final ByteBuf request;
  private final ByteBuf answer;

  /**
   * Starts the load.
   *
   * @param request a whole HTTP request
   * @param answer the whole HTTP response that every request must get, byte for byte
   */
  public HttpLoop(int port, byte[] request, byte[] answer, int connections) {
    this.request = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(request));
    this.answer = Unpooled.wrappedBuffer(answer);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Exchange());
                  }
                });
    for (int i = 0; i < connections; i++) {
      bootstrap.connect("127.0.0.1", port).syncUninterruptibly();
    }
  }

  @Override
  public long answered() {
    return answered.sum();
  }

  @Override
  public void check() {
    String text = failure.get();
    if (text != null) {
      throw new IllegalStateException(text);
    }
  }

  @Override
  public void close() {
    eventLoop.shutdownGracefully().syncUninterruptibly();
  }

  /** Sends the request again as soon as the whole answer is there. */
  private final class Exchange extends SimpleChannelInboundHandler<ByteBuf> {
    private int seen;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(request.duplicate(), context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
      int length = part.readableBytes();
      if (seen + length > answer.capacity()
          || !ByteBufUtil.equals(part, part.readerIndex(), answer, seen, length)) {
        failure.compareAndSet(
            null, "expected another answer than: " + part.toString(StandardCharsets.UTF_8));
        context.close();
        return;
      }
      seen += length;
      if (seen == answer.capacity()) {
        seen = 0;
        answered.increment();
        context.writeAndFlush(request.duplicate(), context.voidPromise());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure.compareAndSet(null, "the connection failed: " + cause);
      context.close();
    }
  }
}
