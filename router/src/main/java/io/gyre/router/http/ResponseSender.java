package io.gyre.router.http;

import io.gyre.inference.response.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Writes answers as HTTP responses. */
final class ResponseSender {
  private static final AsciiString JSON_LENGTH =
      AsciiString.cached("inference-header-content-length");
  // The headers are the server's own: there is nothing to validate.
  private static final HttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  /**
   * Writes an answer, without flushing.
   *
   * @param promise told when the answer is out; null where nobody asks
   */
  void send(
      ChannelHandlerContext context,
      HttpExchange exchange,
      HttpAnswer answer,
      @Nullable ChannelPromise promise) {
    int size = answer.body().readableBytes();
    ByteBuf body = answer.body();
    if (exchange.isHead()) {
      body.release();
      body = Unpooled.EMPTY_BUFFER;
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body, HEADERS, HEADERS);
    describe(response.headers(), exchange, answer, size);
    InferenceResponse memory = answer.memory();
    if (memory == null) {
      context.write(response, promise == null ? context.voidPromise() : promise);
    } else {
      ChannelPromise written = promise == null ? context.newPromise() : promise;
      written.addListener(_ -> memory.close());
      context.write(response, written);
    }
  }

  /** Tells the client to send its body. */
  void sendContinue(ChannelHandlerContext context) {
    context.write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
        context.voidPromise());
  }

  private static void describe(
      HttpHeaders headers, HttpExchange exchange, HttpAnswer answer, int size) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(size));
    if (answer.isBinary()) {
      headers.set(JSON_LENGTH, Integer.toString(answer.jsonLength()));
    }
    if (answer.coding() != ContentCoding.IDENTITY) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, answer.coding().token());
    }
    if (answer.allow() != null) {
      headers.set(HttpHeaderNames.ALLOW, answer.allow());
    }
    if (answer.retryAfterSeconds() > 0) {
      headers.set(HttpHeaderNames.RETRY_AFTER, Integer.toString(answer.retryAfterSeconds()));
    }
    if (!exchange.keepsAlive()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (exchange.announcesKeepAlive()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
