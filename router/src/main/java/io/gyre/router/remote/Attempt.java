package io.gyre.router.remote;

import io.grpc.Status;
import io.gyre.cluster.member.Member;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/** One request to one worker, and the words for what may come of it. */
record Attempt(Member member, UnitId unit, InferenceRequest request, Reply reply) {
  /** The worker's answer, whose bytes are in {@code memory}. */
  InferenceResponse response(ByteBuf message, ReferenceCounted memory) {
    return new InferenceResponse(
        unit.model(),
        unit.version(),
        request.header().id(),
        new ResponseBody.Encoded(message),
        memory);
  }

  Refusal expired() {
    return Refusal.of(Reason.DEADLINE_EXCEEDED, "Request timeout expired at " + worker());
  }

  Refusal cancelled() {
    return Refusal.of(Reason.CANCELLED, "the client went away");
  }

  /** The worker never saw the request: another attempt is safe. */
  Refusal unseen(String why) {
    return Refusal.of(Reason.NO_REPLICA, "lost " + worker() + " " + why);
  }

  /**
   * What the end of the request's call without an answer comes to.
   *
   * @param sent whether anything of the request has reached the connection
   */
  Refusal failed(Status status, boolean sent) {
    String why = status.getCode() + ": " + status.getDescription();
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> expired();
      case UNAVAILABLE, CANCELLED, UNKNOWN ->
          sent
              ? Refusal.of(
                  Reason.WORKER_LOST,
                  "lost "
                      + worker()
                      + " "
                      + why
                      + "; the request may have run: send it again if that does no harm")
              : unseen(why);
      case RESOURCE_EXHAUSTED -> Refusal.of(Reason.TOO_LARGE, worker() + " " + why);
      default -> Refusal.of(Reason.INTERNAL, worker() + " " + why);
    };
  }

  Refusal unreadable(Throwable cause) {
    return Refusal.of(Reason.INTERNAL, "the answer of " + worker() + " can't be kept: " + cause);
  }

  String worker() {
    return "worker " + member.id() + " (" + member.host() + ":" + member.port() + ")";
  }
}
