package io.gyre.router.http;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.json.InferCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the outcome of one call to its connection's event loop, gives the request's memory back,
 * and answers.
 */
final class InferReply implements Reply, Runnable {
  private final Connection connection;
  private final HttpExchange exchange;
  private final InferCall call;
  private final ByteBuf body;
  private final ByteBufAllocator allocator;
  private @Nullable Outcome outcome;

  InferReply(
      Connection connection,
      HttpExchange exchange,
      InferCall call,
      ByteBuf body,
      ByteBufAllocator allocator) {
    this.connection = connection;
    this.exchange = exchange;
    this.call = call;
    this.body = body;
    this.allocator = allocator;
  }

  @Override
  public void accept(Outcome given) {
    outcome = given;
    connection.settle(this);
  }

  @Override
  public void run() {
    call.values().release();
    body.release();
    switch (outcome) {
      case null -> throw new IllegalStateException("a reply without an outcome");
      case Refusal refusal -> connection.answer(exchange, HttpAnswer.refusal(refusal, allocator));
      case InferenceResponse response -> {
        if (exchange.cancellation().isCancelled()) {
          response.close();
        } else {
          connection.answer(
              exchange,
              connection
                  .responses()
                  .answer(response, call.form(), exchange.answerCoding(), allocator));
        }
      }
    }
  }
}
