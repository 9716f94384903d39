package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.change.ChangeService;
import io.gyre.router.directory.Answer;
import io.gyre.router.json.ChangeReader;
import io.gyre.router.json.MessagePrinter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what changes which models and versions are served, and what tells of it. */
final class RepositoryEndpoints {
  private static final Logger log = LoggerFactory.getLogger(RepositoryEndpoints.class);
  private static final int SMALL_DOCUMENT = 256;

  private final ChangeService changes;
  private final UnaryOperator<String> history;
  private final Executor longWork;

  /**
   * @param history a JSON document of what became of a model
   * @param longWork where bodies with contents of files are read, which would hold an event loop up
   */
  RepositoryEndpoints(ChangeService changes, UnaryOperator<String> history, Executor longWork) {
    this.changes = changes;
    this.history = history;
    this.longWork = longWork;
  }

  /** Answers a request, now or later. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    String asker = connection.remote();
    if (exchange.method().equals(HttpMethod.GET)) {
      body.release();
      connection.answer(exchange, history(exchange.route().model(), allocator));
    } else if (body.readableBytes() > InferResponses.LONG_WORK) {
      longWork.execute(() -> change(connection, exchange, asker, body, allocator));
    } else {
      change(connection, exchange, asker, body, allocator);
    }
  }

  private HttpAnswer history(String model, ByteBufAllocator allocator) {
    byte[] document = history.apply(model).getBytes(StandardCharsets.UTF_8);
    return HttpAnswer.json(
        HttpResponseStatus.OK, allocator.directBuffer(document.length).writeBytes(document));
  }

  private void change(
      Connection connection,
      HttpExchange exchange,
      String asker,
      ByteBuf body,
      ByteBufAllocator allocator) {
    Answer<ChangeRequest> request;
    try {
      request = read(exchange.route(), asker, body);
    } finally {
      body.release();
    }
    switch (request) {
      case Answer.Refused<ChangeRequest>(Refusal refusal) ->
          connection.settle(
              () -> connection.answer(exchange, HttpAnswer.refusal(refusal, allocator)));
      case Answer.Found<ChangeRequest>(ChangeRequest change) ->
          changes
              .change(change)
              .whenComplete((answer, failure) ->
                  connection.settle(() ->
                      connection.answer(exchange, answer(change, answer, failure, allocator))));
    }
  }

  private static Answer<ChangeRequest> read(Route route, String asker, ByteBuf body) {
    ChangeReader reader = new ChangeReader(route.model(), asker);
    return switch (route.endpoint()) {
      case LOAD -> reader.load(body);
      case UNLOAD -> reader.unload(body);
      case PIN -> reader.pin(body);
      case ROLLBACK -> reader.rollback(body);
      case RELEASE -> reader.release(body);
      case ALIAS -> reader.alias(body);
      default -> throw new IllegalStateException("no endpoint of the repository: " + route);
    };
  }

  private static HttpAnswer answer(
      ChangeRequest request,
      @Nullable Answer<ChangeAnswer> answer,
      @Nullable Throwable failure,
      ByteBufAllocator allocator) {
    return switch (answer) {
      case Answer.Found<ChangeAnswer>(ChangeAnswer made) -> {
        ByteBuf out = allocator.directBuffer(SMALL_DOCUMENT);
        new MessagePrinter().print(made, out);
        yield HttpAnswer.json(HttpResponseStatus.OK, out);
      }
      case Answer.Refused<ChangeAnswer>(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case null -> {
        log.error("model {}: a change could not be made", request.getModel(), failure);
        yield HttpAnswer.refusal(
            Refusal.of(Refusal.Reason.INTERNAL, "the change could not be made: " + failure),
            allocator);
      }
    };
  }
}
