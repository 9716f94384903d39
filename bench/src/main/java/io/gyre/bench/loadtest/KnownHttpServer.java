package io.gyre.bench.loadtest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An HTTP server that answers at known times. */
final class KnownHttpServer extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int LARGEST_REQUEST = 1 << 20;
  private static final String METADATA =
      """
      {"name":"known","inputs":[{"name":"x","datatype":"FP32","shape":[1,4]}],"outputs":[]}\
      """;
  private static final String ANSWER =
      """
      {"model_name":"known","outputs":[]}\
      """;

  private final Rehearsal rehearsal;

  private KnownHttpServer(Rehearsal rehearsal) {
    this.rehearsal = rehearsal;
  }

  static int start(
      Rehearsal rehearsal, EventLoopGroup loop, Class<? extends ServerChannel> channelType) {
    InetSocketAddress bound =
        (InetSocketAddress)
            new ServerBootstrap()
                .group(loop)
                .channel(channelType)
                .childHandler(
                    new ChannelInitializer<SocketChannel>() {
                      @Override
                      protected void initChannel(SocketChannel socket) {
                        socket.pipeline().addLast(new HttpServerCodec());
                        socket.pipeline().addLast(new HttpObjectAggregator(LARGEST_REQUEST));
                        socket.pipeline().addLast(new KnownHttpServer(rehearsal));
                      }
                    })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel()
                .localAddress();
    return bound.getPort();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      rehearsal.restart();
      answer(context, METADATA);
    } else {
      rehearsal.serve(() -> answer(context, ANSWER));
    }
  }

  private static void answer(ChannelHandlerContext context, String body) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    context.writeAndFlush(response, context.voidPromise());
  }
}
