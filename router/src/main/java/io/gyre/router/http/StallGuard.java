package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends connections whose client began a request and stalls, or has not sent one for long. */
final class StallGuard extends ChannelInboundHandlerAdapter {
  private final Connection connection;
  private final HttpLimits limits;
  private long lastBytes;
  private long firstBytes;

  /** Whether bytes of a request's head have arrived, and not the whole. */
  private boolean midway;

  private @Nullable Future<?> watch;

  StallGuard(Connection connection, HttpLimits limits) {
    this.connection = connection;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    lastBytes = now(ctx);
    firstBytes = lastBytes;
    long period = Math.max(1, limits.stallTimeout().toNanos() / 2);
    watch =
        ctx.executor()
            .scheduleWithFixedDelay(() -> check(ctx), period, period, TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastBytes = now(ctx);
    if (!midway) {
      firstBytes = lastBytes;
    }
    long decoded = connection.decoded();
    ctx.fireChannelRead(message);
    midway = decoded == connection.decoded();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  private void check(ChannelHandlerContext ctx) {
    long now = now(ctx);
    long stall = limits.stallTimeout().toNanos();
    if (midway ? now - firstBytes > stall : connection.isReceiving() && now - lastBytes > stall) {
      connection.abandon(stalled());
    } else if (connection.isIdle() && now - lastBytes > limits.idleTimeout().toNanos()) {
      ctx.close();
    }
  }

  private EarlyRefusal stalled() {
    return EarlyRefusal.of(
        HttpResponseStatus.REQUEST_TIMEOUT,
        Refusal.Reason.DEADLINE_EXCEEDED,
        "no byte of the request's body arrived for %d ms"
            .formatted(limits.stallTimeout().toMillis()));
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }
}
