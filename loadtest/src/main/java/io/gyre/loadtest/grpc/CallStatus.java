package io.gyre.loadtest.grpc;

import io.grpc.Status;
import io.gyre.loadtest.client.Failure;
import io.netty.handler.codec.http2.Http2Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the headers of an answer say about the call. */
final class CallStatus {
  private CallStatus() {}

  /** Whether {@code trailers} say that the call went well. */
  static boolean isOk(Http2Headers trailers) {
    CharSequence status = trailers.get("grpc-status");
    return status != null && status.length() == 1 && status.charAt(0) == '0';
  }

  /**
   * The failure that {@code headers} tell of: a gRPC status, or an HTTP status where something else
   * than a gRPC server answered.
   */
  static Failure failure(Http2Headers headers) {
    CharSequence status = headers.get("grpc-status");
    String code;
    if (status != null) {
      code = name(status.toString());
    } else if (headers.status() != null && !"200".contentEquals(headers.status())) {
      code = "HTTP " + headers.status();
    } else {
      code = "no grpc-status";
    }
    return new Failure(Failure.Kind.REFUSED_BY_SERVER, code);
  }

  /** The server's words, or nothing. */
  static String message(Http2Headers trailers) {
    @Nullable CharSequence message = trailers.get("grpc-message");
    if (message == null) {
      return "";
    }
    try {
      // Percent-encoded as in a URL, but for the plus, which stands for itself.
      return URLDecoder.decode(message.toString().replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return message.toString();
    }
  }

  private static String name(String number) {
    try {
      return Status.fromCodeValue(Integer.parseInt(number)).getCode().name();
    } catch (NumberFormatException e) {
      return "grpc-status " + number;
    }
  }
}
