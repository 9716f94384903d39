package io.gyre.router.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All connections of one front door: sets each up, and ends them together. */
@Sharable
final class Connections extends ChannelInitializer<Channel> {
  private static final int LONGEST_LINE = 8 << 10;
  private static final int LARGEST_PART = 1 << 20;
  private static final int AWAITED_BYTES = 64 << 20;

  private final RequestDispatcher dispatcher;
  private final HttpLimits limits;
  private final ResponseSender sender;
  private final BodyRoom room = new BodyRoom(AWAITED_BYTES);
  private final Map<EventLoop, ReplyQueue> replies = new ConcurrentHashMap<>();
  private volatile boolean retiring;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  Connections(RequestDispatcher dispatcher, HttpLimits limits, ResponseSender sender) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.sender = sender;
  }

  @Override
  protected void initChannel(Channel channel) {
    ReplyQueue queue = replies.computeIfAbsent(channel.eventLoop(), ReplyQueue::new);
    Landing landing = new Landing();
    channel.config().setRecvByteBufAllocator(landing);
    Connection connection =
        new Connection(dispatcher, limits, room, landing, queue, sender, () -> retiring);
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(Math.min(LONGEST_LINE, limits.headerBytes()))
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(LARGEST_PART);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new StallGuard(connection, limits));
    pipeline.addLast(new HttpRequestDecoder(config));
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(connection);
    open.add(channel);
  }

  /** Has each connection, and those still to come, end with its next answer. */
  void retire() {
    retiring = true;
  }

  /** Lets each connection finish what it has begun, and closes those that don't in time. */
  void drain(Duration timeout) {
    retire(); // seen at once, where the tasks below take their turn
    for (Channel channel : open) {
      Connection connection = channel.pipeline().get(Connection.class);
      if (connection != null) {
        channel.eventLoop().execute(connection::drain);
      }
    }
    if (!open.newCloseFuture().awaitUninterruptibly(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      open.close().awaitUninterruptibly();
    }
  }
}
