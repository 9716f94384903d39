package io.gyre.loadtest.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An HTTP server of one model, {@code echo}, that takes {@code x}: FP32[-1,16]. */
public final class HttpServer implements AutoCloseable {
  private static final String METADATA =
      """
      {"name":"echo","inputs":[{"name":"x","datatype":"FP32","shape":[-1,16]}],"outputs":[]}\
      """;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;

  /** What a test's server does with an inference request. */
  public interface Behaviour {
    /** Answers, now or later, or never. */
    void infer(FullHttpRequest request, Answer answer);
  }

  /** The answer that a behaviour owes. */
  public record Answer(ChannelHandlerContext context) {
    /** Says that all went well. */
    public void good() {
      send(HttpResponseStatus.OK, "{\"model_name\":\"echo\",\"outputs\":[]}");
    }

    /** Answers with a status and a body. */
    public void send(HttpResponseStatus status, String body) {
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      context.writeAndFlush(response);
    }

    /** Closes the connection. */
    public void hangUp() {
      context.close();
    }
  }

  /** A server on a free port of the loopback interface. */
  public HttpServer(Behaviour behaviour) {
    this(behaviour, answer -> answer.send(HttpResponseStatus.OK, METADATA));
  }

  /**
   * A server on a free port of the loopback interface.
   *
   * @param metadata answers the question for the model's metadata
   */
  public HttpServer(Behaviour behaviour, Consumer<Answer> metadata) {
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    connections.add(socket);
                    socket.pipeline().addLast(new HttpServerCodec());
                    socket.pipeline().addLast(new HttpObjectAggregator(1 << 26));
                    socket.pipeline().addLast(new Handler(behaviour, metadata));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  public String url() {
    return "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Ends every connection, and listens no more; may be called by a behaviour. */
  public void die() {
    listener.close();
    connections.close();
  }

  @Override
  public void close() {
    die();
    group.shutdownGracefully();
  }

  /** Tells metadata from inference. */
  private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Behaviour behaviour;
    private final Consumer<Answer> metadata;

    Handler(Behaviour behaviour, Consumer<Answer> metadata) {
      this.behaviour = behaviour;
      this.metadata = metadata;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Answer answer = new Answer(context);
      if (request.uri().equals("/v2/models/echo/infer")) {
        behaviour.infer(request, answer);
      } else if (request.uri().equals("/v2/models/echo")
          && request.method().equals(HttpMethod.GET)) {
        metadata.accept(answer);
      } else {
        answer.send(HttpResponseStatus.NOT_FOUND, "{\"error\":\"unknown model\"}");
      }
    }
  }
}
