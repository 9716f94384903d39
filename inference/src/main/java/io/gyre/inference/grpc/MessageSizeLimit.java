package io.gyre.inference.grpc;

import io.gyre.inference.response.Refusal;

/**
 * The largest message that a server takes, after decompression.
 *
 * @param bytes the limit
 * @param key the configuration key that sets it, for the refusal's text
 */
public record MessageSizeLimit(int bytes, String key) {
  /** No limit but the largest message that gRPC has. */
  public static final MessageSizeLimit NONE = new MessageSizeLimit(Integer.MAX_VALUE, "");

  /**
   * The refusal of a message of which {@code received} bytes have come, which is over the limit.
   */
  public Refusal exceeded(long received) {
    return Refusal.of(
        Refusal.Reason.TOO_LARGE,
        "the message is larger than the limit of "
            + bytes
            + " bytes: "
            + received
            + " bytes had come when it was stopped; send less at once, or raise "
            + key
            + " on the server");
  }
}
