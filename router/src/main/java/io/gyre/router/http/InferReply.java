package io.gyre.router.http;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.json.InferCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the outcome of one call to its connection's event loop, gives the request's memory back,
 * and answers.
 */
final class InferReply implements Reply, Runnable {
  private static final Logger log = LoggerFactory.getLogger(InferReply.class);

  private final Connection connection;
  private final HttpExchange exchange;
  private final InferCall call;
  private final ByteBuf body;
  private final ByteBufAllocator allocator;
  private final Executor longWork;
  private @Nullable Outcome outcome;

  InferReply(
      Connection connection,
      HttpExchange exchange,
      InferCall call,
      ByteBuf body,
      ByteBufAllocator allocator,
      Executor longWork) {
    this.connection = connection;
    this.exchange = exchange;
    this.call = call;
    this.body = body;
    this.allocator = allocator;
    this.longWork = longWork;
  }

  @Override
  public void accept(Outcome given) {
    if (given instanceof InferenceResponse response
        && InferResponses.isLongWork(response, call.form(), exchange.answerCoding())) {
      longWork.execute(() -> settle(answer(response, new InferResponses())));
    } else {
      outcome = given;
      connection.settle(this);
    }
  }

  @Override
  public void run() {
    if (outcome instanceof InferenceResponse response) {
      finish(answer(response, connection.responses()));
    } else if (outcome instanceof Refusal refusal) {
      finish(HttpAnswer.refusal(refusal, allocator));
    }
  }

  private void settle(HttpAnswer answer) {
    connection.settle(() -> finish(answer));
  }

  private void finish(HttpAnswer answer) {
    call.values().release();
    body.release();
    connection.answer(exchange, answer);
  }

  /** A response that can't be written out, for want of memory above all, is answered too. */
  private HttpAnswer answer(InferenceResponse response, InferResponses responses) {
    try {
      return responses.answer(response, call.form(), exchange.answerCoding(), allocator);
    } catch (RuntimeException | Error e) {
      log.error("an answer of model '{}' could not be written", response.model(), e);
      response.close();
      return HttpAnswer.refusal(
          Refusal.of(Refusal.Reason.INTERNAL, "the answer could not be written: " + e), allocator);
    }
  }
}
