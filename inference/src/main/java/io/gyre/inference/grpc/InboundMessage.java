package io.gyre.inference.grpc;

import io.gyre.inference.response.Refusal;

/** A message as a call delivers it: its bytes, or why they can't be had. */
public sealed interface InboundMessage permits ReceivedMessage, InboundMessage.Unreadable {
  /** A message that could not be decompressed, or that is too large when it is. */
  record Unreadable(Refusal refusal) implements InboundMessage {}
}
