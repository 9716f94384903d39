package io.gyre.router.http;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.RequestHeader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a connection and, in the end, its answer. Changes on the connection's event loop
 * alone; what the request says may be read anywhere.
 */
final class HttpExchange {
  private static final RequestHeader NO_INFERENCE = RequestHeader.unread("");

  private final HttpRequest request;
  private final Route route;
  private final long begun;
  private final Cancellation cancellation = new Cancellation();
  private boolean keepAlive;
  private boolean awaitsContinue;
  private @Nullable HttpAnswer answer;

  HttpExchange(HttpRequest request, Route route, long begun) {
    this.request = request;
    this.route = route;
    this.begun = begun;
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.awaitsContinue = HttpUtil.is100ContinueExpected(request);
  }

  Route route() {
    return route;
  }

  /** What routing would know of the request; nothing where it is none for inference. */
  RequestHeader header() {
    return route.endpoint() == Endpoint.INFER
        ? new RequestHeader(route.model(), route.version(), "", Map.of())
        : NO_INFERENCE;
  }

  HttpHeaders headers() {
    return request.headers();
  }

  /** What is wrong with the request's head, or null where it is HTTP. */
  @Nullable Throwable problem() {
    return request.decoderResult().cause();
  }

  /** Bytes of body that the head announces; negative where it doesn't. */
  long contentLength() {
    return HttpUtil.getContentLength(request, -1L);
  }

  /** Bytes of JSON that the head says the body begins with; 0 where it doesn't. */
  int announcedJsonLength() {
    String header = headers().get(InferEndpoint.JSON_LENGTH);
    return header == null ? 0 : Math.max(0, InferEndpoint.jsonLength(header, Integer.MAX_VALUE));
  }

  HttpMethod method() {
    return request.method();
  }

  String target() {
    return request.uri();
  }

  /** When the request's headers had arrived, on the clock of {@link System#nanoTime()}. */
  long begun() {
    return begun;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  boolean isHead() {
    return HttpMethod.HEAD.equals(request.method());
  }

  /** Whether the client must be told that the connection stays open. */
  boolean announcesKeepAlive() {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  ContentCoding answerCoding() {
    return AcceptEncoding.choose(headers().get(HttpHeaderNames.ACCEPT_ENCODING));
  }

  boolean keepsAlive() {
    return keepAlive;
  }

  void closeAfterwards() {
    keepAlive = false;
  }

  /** Whether the client holds its body back until it is told to go on. */
  boolean awaitsContinue() {
    return awaitsContinue;
  }

  void continued() {
    awaitsContinue = false;
  }

  @Nullable HttpAnswer answer() {
    return answer;
  }

  void answer(HttpAnswer given) {
    answer = given;
  }
}
