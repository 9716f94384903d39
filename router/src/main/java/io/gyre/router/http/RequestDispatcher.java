package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Says what becomes of a request: refused by its head alone, or given to what its path names. */
final class RequestDispatcher {
  private final HttpLimits limits;
  private final InferEndpoint infer;
  private final DirectoryEndpoints directory;
  private final ControlEndpoints controls;
  private final RegionEndpoints regions;
  private final LongSupplier clock;

  RequestDispatcher(
      HttpLimits limits,
      InferEndpoint infer,
      DirectoryEndpoints directory,
      ControlEndpoints controls,
      RegionEndpoints regions,
      LongSupplier clock) {
    this.limits = limits;
    this.infer = infer;
    this.directory = directory;
    this.controls = controls;
    this.regions = regions;
    this.clock = clock;
  }

  long now() {
    return clock.getAsLong();
  }

  /** Why the request is refused before its body is read, or null where it isn't. */
  @Nullable HttpAnswer refusal(HttpExchange exchange, ByteBufAllocator allocator) {
    if (exchange.problem() != null) {
      return malformed(exchange.problem(), allocator);
    }
    List<String> framing = exchange.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!isKnown(framing)) {
      // Where the body ends is a guess, and so is where the next request begins.
      exchange.closeAfterwards();
      return HttpAnswer.error(
          HttpResponseStatus.NOT_IMPLEMENTED,
          "expected the header Transfer-Encoding to be chunked, or none; found '%s'"
              .formatted(String.join(", ", framing)),
          allocator);
    }
    Endpoint endpoint = exchange.route().endpoint();
    if (endpoint == Endpoint.NONE) {
      return HttpAnswer.error(
          HttpResponseStatus.NOT_FOUND,
          "Not Found: nothing is at '%s'. The Open Inference Protocol begins at /v2, as in /v2/models/MODEL/infer"
              .formatted(exchange.target()),
          allocator);
    }
    if (!endpoint.takes(exchange.method())) {
      return HttpAnswer.error(
              HttpResponseStatus.METHOD_NOT_ALLOWED,
              "Method Not Allowed: '%s' takes %s, not %s"
                  .formatted(exchange.target(), endpoint.allow(), exchange.method()),
              allocator)
          .allowing(endpoint.allow());
    }
    if (endpoint.unserved() != null) {
      return HttpAnswer.refusal(
          Refusal.of(
              Refusal.Reason.UNSUPPORTED, "this server does not serve " + endpoint.unserved()),
          allocator);
    }
    return overLimits(exchange, allocator);
  }

  /** The answer to bytes that are no HTTP. */
  HttpAnswer malformed(Throwable problem, ByteBufAllocator allocator) {
    HttpResponseStatus status =
        switch (problem) {
          case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
          case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
          default -> HttpResponseStatus.BAD_REQUEST;
        };
    return HttpAnswer.error(
        status, "the request is not valid HTTP/1.1: " + problem.getMessage(), allocator);
  }

  /** Answers a request that has arrived whole, now or later. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    switch (exchange.route().endpoint()) {
      case INFER -> infer.handle(connection, exchange, body, allocator);
      case REGION_STATUS, REGION_REGISTER, REGION_UNREGISTER, CUDA_REGION_STATUS ->
          regions.handle(connection, exchange, body, allocator);
      case LOGGING, TRACE -> controls.handle(connection, exchange, body, allocator);
      default -> directory.handle(connection, exchange, body, allocator);
    }
  }

  private static boolean isKnown(List<String> framing) {
    return framing.isEmpty()
        || (framing.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(framing.getFirst().strip()));
  }

  private @Nullable HttpAnswer overLimits(HttpExchange exchange, ByteBufAllocator allocator) {
    long length = exchange.contentLength();
    if (length > limits.requestBytes()) {
      if (length > 2L * limits.requestBytes()) {
        exchange.closeAfterwards();
      }
      return HttpAnswer.refusal(BodyLimit.exceededBy("body", limits.requestBytes()), allocator);
    }
    String expectation = exchange.headers().get(HttpHeaderNames.EXPECT);
    if (expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
      return HttpAnswer.error(
          HttpResponseStatus.EXPECTATION_FAILED,
          "expected the header Expect to be 100-continue, found '%s'".formatted(expectation),
          allocator);
    }
    return null;
  }
}
