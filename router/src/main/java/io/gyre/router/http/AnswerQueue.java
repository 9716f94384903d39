package io.gyre.router.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/** The answers of one connection, sent in the order of its requests. On its event loop alone. */
final class AnswerQueue {
  private final Connection connection;
  private final ReplyQueue replies;
  private final ResponseSender sender;
  private final BooleanSupplier retiring;
  private final ArrayDeque<HttpExchange> pending = new ArrayDeque<>();
  private boolean unflushed;
  private boolean draining;
  private boolean closing;

  /**
   * @param retiring whether a connection is to end once nothing of it is under way
   */
  AnswerQueue(
      Connection connection, ReplyQueue replies, ResponseSender sender, BooleanSupplier retiring) {
    this.connection = connection;
    this.replies = replies;
    this.sender = sender;
    this.retiring = retiring;
  }

  /** Expects an answer for a request that has begun. */
  void add(HttpExchange exchange) {
    pending.add(exchange);
  }

  /** Gives an exchange its answer, and sends what is now due. */
  void answer(ChannelHandlerContext context, HttpExchange exchange, HttpAnswer answer) {
    if (exchange.cancellation().isCancelled()) {
      answer.release();
      return;
    }
    exchange.answer(answer);
    sendDue(context);
  }

  /** Sends the answers whose turn it is. */
  void sendDue(ChannelHandlerContext context) {
    for (HttpExchange next = pending.peek(); next != null && !closing; next = pending.peek()) {
      HttpAnswer answer = next.answer();
      if (answer == null) {
        if (next.awaitsContinue()) {
          next.continued();
          sender.sendContinue(context);
          flushSoon();
        }
        return;
      }
      pending.poll();
      send(context, next, answer);
    }
    connection.readIfWelcome();
  }

  private void send(ChannelHandlerContext context, HttpExchange exchange, HttpAnswer answer) {
    boolean ends = pending.isEmpty() && (draining || retiring.getAsBoolean());
    boolean last = ends || !exchange.keepsAlive();
    if (last) {
      exchange.closeAfterwards();
      closing = true;
    }
    ChannelPromise sent = last ? context.newPromise() : null;
    if (sent != null) {
      boolean clientSends = connection.isReceiving(exchange);
      sent.addListener(clientSends ? Lingering.AFTER_WRITE : ChannelFutureListener.CLOSE);
    }
    sender.send(context, exchange, answer, sent);
    flushSoon();
  }

  private void flushSoon() {
    if (!unflushed) {
      unflushed = true;
      if (!connection.isReading()) {
        replies.flushLater(connection);
      }
    }
  }

  /** Writes out what was sent. */
  void flush(ChannelHandlerContext context) {
    if (unflushed) {
      unflushed = false;
      context.flush();
    }
  }

  /** Closes the connection once the requests under way are answered. */
  void drain(ChannelHandlerContext context) {
    draining = true;
    if (pending.isEmpty()) {
      context.close();
    }
  }

  /** Cancels what is under way, for a client that has gone. */
  void abandon() {
    closing = true;
    for (HttpExchange exchange : pending) {
      exchange.cancellation().cancel();
      HttpAnswer answer = exchange.answer();
      if (answer != null) {
        answer.release();
      }
    }
    pending.clear();
  }

  /** Requests that have begun and are not answered. */
  int size() {
    return pending.size();
  }

  /** Whether the last answer of the connection is sent. */
  boolean isClosing() {
    return closing;
  }
}
