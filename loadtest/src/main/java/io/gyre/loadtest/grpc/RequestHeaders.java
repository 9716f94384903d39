package io.gyre.loadtest.grpc;

import io.gyre.loadtest.client.CallOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/** The header blocks of unary calls, written before the load begins. */
final class RequestHeaders {
  private RequestHeaders() {}

  /**
   * The block's bytes, which depend on no dynamic table.
   *
   * @param method full name, without the leading slash
   */
  static byte[] block(String authority, String method, CallOptions options) {
    DefaultHttp2Headers headers = new DefaultHttp2Headers();
    headers.method("POST").scheme("http").path("/" + method).authority(authority);
    headers.add("content-type", "application/grpc");
    headers.add("te", "trailers");
    headers.add("user-agent", "gyre-loadtest");
    if (options.deadlineNanos() > 0) {
      headers.add("grpc-timeout", timeout(options.deadlineMicros()));
    }
    if (!options.affinityKey().isEmpty()) {
      headers.add("affinity-key", options.affinityKey());
    }
    ByteBuf block = Unpooled.buffer();
    try {
      // A sensitive field is never put into a table.
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.ALWAYS_SENSITIVE)
          .encodeHeaders(1, headers, block);
    } catch (Http2Exception e) {
      throw new IllegalArgumentException(e);
    }
    return ByteBufUtil.getBytes(block);
  }

  /** At most eight digits and a unit, as gRPC has it. */
  private static String timeout(long micros) {
    return micros < 100_000_000 ? micros + "u" : (micros + 999) / 1000 + "m";
  }
}
