package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import io.gyre.router.drain.DrainService;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Answers what has a worker drain and end. */
final class DrainEndpoint {
  private final DrainService drains;

  DrainEndpoint(DrainService drains) {
    this.drains = drains;
  }

  /** Asks the worker that the route names, whatever the body says, which becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    body.release();
    drains
        .drain(exchange.route().model(), connection.remote())
        .thenAccept(answer ->
            connection.settle(() -> connection.answer(exchange, answer(answer, allocator))));
  }

  private static HttpAnswer answer(Answer<?> answer, ByteBufAllocator allocator) {
    return switch (answer) {
      case Answer.Found<?> _ ->
          HttpAnswer.json(
              HttpResponseStatus.OK,
              allocator
                  .directBuffer()
                  .writeBytes("{\"draining\":true}".getBytes(StandardCharsets.UTF_8)));
      case Answer.Refused<?>(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
    };
  }
}
