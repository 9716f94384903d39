package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.pipeline.InferenceService;
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
  private final InferenceService service;
  private final InferEndpoint infer;
  private final DirectoryEndpoints directory;
  private final ControlEndpoints controls;
  private final RegionEndpoints regions;
  private final RepositoryEndpoints repository;
  private final DrainEndpoint drain;
  private final LongSupplier clock;

  /**
   * @param service learns of what is refused
   */
  RequestDispatcher(
      HttpLimits limits,
      InferenceService service,
      InferEndpoint infer,
      DirectoryEndpoints directory,
      ControlEndpoints controls,
      RegionEndpoints regions,
      RepositoryEndpoints repository,
      DrainEndpoint drain,
      LongSupplier clock) {
    this.limits = limits;
    this.service = service;
    this.infer = infer;
    this.directory = directory;
    this.controls = controls;
    this.regions = regions;
    this.repository = repository;
    this.drain = drain;
    this.clock = clock;
  }

  long now() {
    return clock.getAsLong();
  }

  /** Why the request is refused before its body is read, or null where it isn't. */
  @Nullable EarlyRefusal refusal(HttpExchange exchange) {
    if (exchange.problem() != null) {
      return malformed(exchange.problem());
    }
    List<String> framing = exchange.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!isKnown(framing)) {
      // Where the body ends is a guess, and so is where the next request begins.
      exchange.closeAfterwards();
      return EarlyRefusal.of(
          HttpResponseStatus.NOT_IMPLEMENTED,
          Reason.UNSUPPORTED,
          "expected the header Transfer-Encoding to be chunked, or none; found '%s'"
              .formatted(String.join(", ", framing)));
    }
    Endpoint endpoint = exchange.route().endpoint();
    if (endpoint == Endpoint.NONE) {
      return EarlyRefusal.of(
          HttpResponseStatus.NOT_FOUND,
          Reason.NOT_FOUND,
          "Not Found: nothing is at '%s'. The Open Inference Protocol begins at /v2, as in /v2/models/MODEL/infer"
              .formatted(exchange.target()));
    }
    if (!endpoint.takes(exchange.method())) {
      return new EarlyRefusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          Refusal.of(
              Reason.UNSUPPORTED,
              "Method Not Allowed: '%s' takes %s, not %s"
                  .formatted(exchange.target(), endpoint.allow(), exchange.method())),
          endpoint.allow());
    }
    if (endpoint.unserved() != null) {
      return EarlyRefusal.of(
          Refusal.of(Reason.UNSUPPORTED, "this server does not serve " + endpoint.unserved()));
    }
    return overLimits(exchange);
  }

  /** Why bytes that are no HTTP are refused. */
  static EarlyRefusal malformed(Throwable problem) {
    String message = "the request is not valid HTTP/1.1: " + problem.getMessage();
    return switch (problem) {
      case TooLongHttpLineException _ ->
          EarlyRefusal.of(HttpResponseStatus.REQUEST_URI_TOO_LONG, Reason.TOO_LARGE, message);
      case TooLongHttpHeaderException _ ->
          EarlyRefusal.of(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, Reason.TOO_LARGE, message);
      default -> EarlyRefusal.of(HttpResponseStatus.BAD_REQUEST, Reason.INVALID_ARGUMENT, message);
    };
  }

  /** Notes a request that is refused here. */
  void refused(HttpExchange exchange, Refusal refusal) {
    service.refused(exchange.header(), refusal);
  }

  /** Answers a request that has arrived whole, now or later. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    switch (exchange.route().endpoint()) {
      case INFER -> infer.handle(connection, exchange, body, allocator);
      case REGION_STATUS, REGION_REGISTER, REGION_UNREGISTER, CUDA_REGION_STATUS ->
          regions.handle(connection, exchange, body, allocator);
      case LOAD, UNLOAD, PIN, ROLLBACK, RELEASE, ALIAS, HISTORY ->
          repository.handle(connection, exchange, body, allocator);
      case DRAIN -> drain.handle(connection, exchange, body, allocator);
      case LOGGING, TRACE -> controls.handle(connection, exchange, body, allocator);
      default -> directory.handle(connection, exchange, body, allocator);
    }
  }

  private static boolean isKnown(List<String> framing) {
    return framing.isEmpty()
        || (framing.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(framing.getFirst().strip()));
  }

  private @Nullable EarlyRefusal overLimits(HttpExchange exchange) {
    long length = exchange.contentLength();
    if (length > limits.requestBytes()) {
      if (length > 2L * limits.requestBytes()) {
        exchange.closeAfterwards();
      }
      return EarlyRefusal.of(BodyLimit.exceededBy("body", limits.requestBytes()));
    }
    String expectation = exchange.headers().get(HttpHeaderNames.EXPECT);
    if (expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
      return EarlyRefusal.of(
          HttpResponseStatus.EXPECTATION_FAILED,
          Reason.INVALID_ARGUMENT,
          "expected the header Expect to be 100-continue, found '%s'".formatted(expectation));
    }
    return null;
  }
}
