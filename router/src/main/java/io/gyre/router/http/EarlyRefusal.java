package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused before it is anybody's: HTTP has more codes for that than the protocol
 * has reasons.
 *
 * @param status the status code
 * @param refusal the reason and the words
 * @param allow the methods that the path takes; null where that is not the question
 */
record EarlyRefusal(HttpResponseStatus status, Refusal refusal, @Nullable String allow) {
  static EarlyRefusal of(HttpResponseStatus status, Reason reason, String message) {
    return new EarlyRefusal(status, Refusal.of(reason, message), null);
  }

  static EarlyRefusal of(Refusal refusal) {
    return new EarlyRefusal(RefusalStatus.of(refusal.reason()), refusal, null);
  }

  HttpAnswer answer(ByteBufAllocator allocator) {
    HttpAnswer answer = HttpAnswer.error(status, refusal.message(), allocator);
    return allow == null ? answer : answer.allowing(allow);
  }
}
