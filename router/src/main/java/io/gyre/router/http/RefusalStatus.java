package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The one table from reasons of refusals to status codes. */
final class RefusalStatus {
  private static final HttpResponseStatus CLIENT_CLOSED_REQUEST =
      HttpResponseStatus.valueOf(499, "Client Closed Request");

  private RefusalStatus() {}

  static HttpResponseStatus of(Refusal.Reason reason) {
    return switch (reason) {
      case INVALID_ARGUMENT, NO_SEQUENCE -> HttpResponseStatus.BAD_REQUEST;
      case NOT_FOUND, NO_ALIAS -> HttpResponseStatus.NOT_FOUND;
      case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
      case UNSUPPORTED -> HttpResponseStatus.NOT_IMPLEMENTED;
      case NOT_READY,
          NO_REPLICA,
          WORKER_LOST,
          QUEUE_FULL,
          OVERLOADED,
          MEMORY_FULL,
          DEADLINE_EXCEEDED ->
          HttpResponseStatus.SERVICE_UNAVAILABLE;
      case SEQUENCE_LOST -> HttpResponseStatus.CONFLICT;
      case CANCELLED -> CLIENT_CLOSED_REQUEST;
      case EXECUTION_FAILED, INTERNAL -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
