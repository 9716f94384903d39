package io.gyre.router.grpc;

import io.gyre.inference.grpc.MessageSizeLimit;

/**
 * What one client may ask of the front door.
 *
 * @param message the largest request message
 * @param headerBytes the largest block of headers
 * @param callsPerConnection most calls at a time on one connection; clients hold back more
 * @param unansweredPerStream most unanswered requests of one ModelStreamInfer call; more stay in
 *     the connection's buffers
 * @param flowControlWindow bytes that a client may send ahead on one call, and on one connection
 */
public record GrpcLimits(
    MessageSizeLimit message,
    int headerBytes,
    int callsPerConnection,
    int unansweredPerStream,
    int flowControlWindow) {
  /** Limits of these sizes: 10,000 calls, 64 unanswered on a stream, 1 MiB sent ahead. */
  public static GrpcLimits of(MessageSizeLimit message, int headerBytes) {
    return new GrpcLimits(message, headerBytes, 10_000, 64, 1 << 20);
  }
}
