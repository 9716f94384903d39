package io.gyre.router.grpc;

import io.gyre.inference.grpc.MessageSizeLimit;

/**
 * What one client may ask of the front door.
 *
 * @param message the largest request message
 * @param callsPerConnection most calls at a time on one connection; clients hold back more
 * @param unansweredPerStream most unanswered requests of one ModelStreamInfer call; more stay in
 *     the connection's buffers
 * @param flowControlWindow bytes that a client may send ahead on one call, and on one connection
 */
public record GrpcLimits(
    MessageSizeLimit message,
    int callsPerConnection,
    int unansweredPerStream,
    int flowControlWindow) {
  /** 64 MiB messages, 10,000 calls, 64 unanswered, 1 MiB ahead. */
  public static final GrpcLimits DEFAULTS =
      new GrpcLimits(new MessageSizeLimit(64 << 20, "grpc.max-message-bytes"), 10_000, 64, 1 << 20);
}
