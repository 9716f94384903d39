package io.gyre.router.http;

import com.google.protobuf.Message;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.json.IndexQuery;
import io.gyre.router.json.MessagePrinter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everything but inference: health, metadata, configuration, statistics, index and status.
 */
final class DirectoryEndpoints {
  private static final Logger log = LoggerFactory.getLogger(DirectoryEndpoints.class);
  private static final int SMALL_DOCUMENT = 1024;

  private final ModelDirectory directory;
  private final ServerMetadataResponse server;
  private final Supplier<String> status;

  /**
   * The endpoints over a directory.
   *
   * @param server what the server says of itself
   * @param status a JSON document of the server's state
   */
  DirectoryEndpoints(
      ModelDirectory directory, ServerMetadataResponse server, Supplier<String> status) {
    this.directory = directory;
    this.server = server;
    this.status = status;
  }

  /** Answers a request, now or later. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    Route route = exchange.route();
    try {
      if (route.endpoint() == Endpoint.MODEL_STATISTICS) {
        statistics(connection, exchange, allocator);
      } else {
        connection.answer(exchange, answer(route, body, allocator));
      }
    } finally {
      body.release();
    }
  }

  private HttpAnswer answer(Route route, ByteBuf body, ByteBufAllocator allocator) {
    return switch (route.endpoint()) {
      case SERVER_METADATA -> message(server, allocator);
      case LIVE -> flag("live", true, allocator);
      case READY -> flag("ready", directory.isReady(), allocator);
      case STATUS -> document(status.get(), HttpResponseStatus.OK, allocator);
      case MODEL_METADATA -> found(directory.metadata(route.model(), route.version()), allocator);
      case MODEL_CONFIG -> found(directory.config(route.model(), route.version()), allocator);
      case MODEL_READY -> modelReady(route, allocator);
      case INDEX -> index(body, allocator);
      default -> throw new IllegalStateException("no endpoint of the directory: " + route);
    };
  }

  private HttpAnswer modelReady(Route route, ByteBufAllocator allocator) {
    if (directory.isReady(route.model(), route.version())) {
      return flag("ready", true, allocator);
    }
    return switch (directory.metadata(route.model(), route.version())) {
      case Answer.Refused<?>(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case Answer.Found<?> _ ->
          HttpAnswer.refusal(
              Refusal.of(
                  Refusal.Reason.NOT_READY,
                  "Model version not ready: '%s' is known and not served".formatted(route.model())),
              allocator);
    };
  }

  private HttpAnswer index(ByteBuf body, ByteBufAllocator allocator) {
    return switch (IndexQuery.read(body)) {
      case IndexQuery.Malformed(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case IndexQuery.Valid(boolean readyOnly) ->
          printed(
              out ->
                  new MessagePrinter()
                      .printSparsely(directory.index(readyOnly).getModelsList(), out),
              allocator);
    };
  }

  private void statistics(
      Connection connection, HttpExchange exchange, ByteBufAllocator allocator) {
    Route route = exchange.route();
    directory
        .statistics(route.model(), route.version())
        .whenComplete((answer, problem) ->
            connection.settle(
                () -> connection.answer(exchange, statisticsAnswer(answer, problem, allocator))));
  }

  private static HttpAnswer statisticsAnswer(
      @Nullable Answer<? extends Message> answer,
      @Nullable Throwable problem,
      ByteBufAllocator allocator) {
    if (answer != null) {
      return found(answer, allocator);
    }
    log.error("statistics could not be gathered", problem);
    return HttpAnswer.refusal(
        Refusal.of(Refusal.Reason.INTERNAL, "statistics could not be gathered: " + problem),
        allocator);
  }

  private static HttpAnswer found(Answer<? extends Message> answer, ByteBufAllocator allocator) {
    return switch (answer) {
      case Answer.Found<? extends Message>(Message value) -> message(value, allocator);
      case Answer.Refused<? extends Message>(Refusal refusal) ->
          HttpAnswer.refusal(refusal, allocator);
    };
  }

  private static HttpAnswer message(Message message, ByteBufAllocator allocator) {
    return printed(out -> new MessagePrinter().print(message, out), allocator);
  }

  private static HttpAnswer flag(String name, boolean value, ByteBufAllocator allocator) {
    HttpResponseStatus code =
        value ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    return document("{\"" + name + "\":" + value + "}", code, allocator);
  }

  private static HttpAnswer document(
      String json, HttpResponseStatus code, ByteBufAllocator allocator) {
    ByteBuf body = allocator.directBuffer(json.length());
    body.writeCharSequence(json, StandardCharsets.UTF_8);
    return HttpAnswer.json(code, body);
  }

  private static HttpAnswer printed(Consumer<ByteBuf> printer, ByteBufAllocator allocator) {
    ByteBuf body = allocator.directBuffer(SMALL_DOCUMENT);
    printer.accept(body);
    return HttpAnswer.json(HttpResponseStatus.OK, body);
  }
}
