package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: collects requests, hands them on as they are whole, and sends answers in
 * their order.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final RequestDispatcher dispatcher;
  private final HttpLimits limits;
  private final ReplyQueue replies;
  private final AnswerQueue answers;
  private final InferResponses responses = new InferResponses();
  private final RouteMemo routes = new RouteMemo();
  private final BodyRoom room;
  private final Landing landing;

  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange receiving;
  private @Nullable Body body;
  private long decoded;
  private long discarded;
  private boolean reading;

  /**
   * A connection that is not open yet.
   *
   * @param room of bodies that are to arrive
   * @param landing where its socket is read to
   * @param retiring whether a connection is to end once nothing of it is under way
   */
  Connection(
      RequestDispatcher dispatcher,
      HttpLimits limits,
      BodyRoom room,
      Landing landing,
      ReplyQueue replies,
      ResponseSender sender,
      BooleanSupplier retiring) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.room = room;
    this.landing = landing;
    this.replies = replies;
    this.answers = new AnswerQueue(this, replies, sender, retiring);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    decoded++;
    // What a decoder still finds when its channel has ended is for nobody.
    if (answers.isClosing() || !ctx.channel().isActive()) {
      discard(ctx, message);
      return;
    }
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    }
    if (message instanceof HttpContent part) {
      receive(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    readIfWelcome();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dropBody();
    answers.abandon();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("connection {} failed: {}", ctx.channel(), cause.toString());
    } else {
      log.error("connection {} is closed because of a defect", ctx.channel(), cause);
    }
    ctx.close();
  }

  /** Runs {@code reply}, which answers an exchange, on the event loop. For any thread. */
  void settle(Runnable reply) {
    if (reading && context().executor().inEventLoop()) {
      reply.run();
    } else {
      replies.add(reply);
    }
  }

  /** Gives an exchange its answer, and sends what is now due. On the event loop. */
  void answer(HttpExchange exchange, HttpAnswer answer) {
    answers.answer(context(), exchange, answer);
  }

  /** Writes out what was sent. On the event loop. */
  void flush() {
    answers.flush(context());
  }

  /** Closes the connection once the requests under way are answered. On the event loop. */
  void drain() {
    answers.drain(context());
  }

  /** Heads and parts of bodies that have arrived so far. */
  long decoded() {
    return decoded;
  }

  /** What makes answers of responses on this connection. */
  InferResponses responses() {
    return responses;
  }

  /** The client's address. */
  String remote() {
    return String.valueOf(context().channel().remoteAddress());
  }

  /** Whether no request is under way in either direction. */
  boolean isIdle() {
    return answers.size() == 0 && receiving == null;
  }

  /** Whether a request's body is arriving. */
  boolean isReceiving() {
    return receiving != null;
  }

  /** Whether that request's body is arriving. */
  boolean isReceiving(HttpExchange exchange) {
    return exchange == receiving;
  }

  /** Whether bytes that have arrived are being taken in. */
  boolean isReading() {
    return reading;
  }

  /** Gives up on the client, which must hear why. On the event loop. */
  void abandon(EarlyRefusal reason) {
    HttpExchange exchange = receiving;
    if (exchange == null || exchange.answer() != null) {
      context().close();
      return;
    }
    exchange.closeAfterwards();
    endReceiving();
    refuse(exchange, reason);
    flush();
  }

  private void refuse(HttpExchange exchange, EarlyRefusal reason) {
    dispatcher.refused(exchange, reason.refusal());
    answer(exchange, reason.answer(context().alloc()));
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return context;
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    HttpExchange exchange = new HttpExchange(request, routes.of(request.uri()), dispatcher.now());
    answers.add(exchange);
    receiving = exchange;
    discarded = 0;
    EarlyRefusal refusal = dispatcher.refusal(exchange);
    if (refusal == null) {
      body = expect(exchange, ctx.alloc());
      answers.sendDue(ctx);
    } else {
      if (request.decoderResult().isFailure() || exchange.awaitsContinue()) {
        exchange.closeAfterwards();
      }
      refuse(exchange, refusal);
    }
    readIfWelcome();
  }

  private Body expect(HttpExchange exchange, ByteBufAllocator allocator) {
    BodyPlace place =
        room.place(allocator, exchange.contentLength(), exchange.announcedJsonLength());
    landing.at(place);
    return place == null ? new BodyParts(allocator, limits.requestBytes()) : place;
  }

  private void receive(ChannelHandlerContext ctx, HttpContent part) {
    HttpExchange exchange = receiving;
    if (exchange == null || body == null) {
      discard(ctx, part);
    } else if (part.decoderResult().isFailure()) {
      part.release();
      abandon(RequestDispatcher.malformed(part.decoderResult().cause()));
      return;
    } else if (!body.add(part.content())) {
      dropBody();
      refuse(exchange, EarlyRefusal.of(BodyLimit.exceededBy("body", limits.requestBytes())));
    }
    if (part instanceof LastHttpContent) {
      ByteBuf whole = body == null ? Unpooled.EMPTY_BUFFER : body.take();
      boolean refused = body == null;
      endReceiving();
      if (exchange != null && !refused) {
        dispatcher.handle(this, exchange, whole, ctx.alloc());
      }
    }
  }

  /**
   * Reads past the body of a refused request, so that the next one works; one without end ends the
   * connection.
   */
  private void discard(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpContent part) {
      discarded += part.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (discarded > 2L * limits.requestBytes()) {
      ctx.close();
    }
  }

  private void endReceiving() {
    dropBody();
    receiving = null;
  }

  private void dropBody() {
    landing.at(null);
    if (body != null) {
      body.release();
      body = null;
    }
  }

  /** Reads on while the client takes its answers and has not sent too many requests ahead. */
  void readIfWelcome() {
    if (answers.isClosing()) {
      return;
    }
    Channel channel = context().channel();
    boolean welcome = channel.isWritable() && answers.size() < limits.pipelined();
    if (channel.config().isAutoRead() != welcome) {
      channel.config().setAutoRead(welcome);
    }
  }
}
