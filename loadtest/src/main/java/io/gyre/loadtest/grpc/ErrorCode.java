package io.gyre.loadtest.grpc;

import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/** Why an HTTP/2 connection or stream ended. */
final class ErrorCode {
  private ErrorCode() {}

  /** The code's name; its number where the standard has no name for it. */
  static String name(long code) {
    @Nullable Http2Error known = Http2Error.valueOf(code);
    return known == null ? Long.toString(code) : known.name();
  }
}
