package io.gyre.cluster.transport;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.AnswerGroup.Refused;
import java.util.Arrays;

/** A refusal as an answer in a group has it. */
public final class RefusedMessage {
  private RefusedMessage() {}

  /** The message that says {@code refusal}. */
  public static Refused of(Refusal refusal) {
    return Refused.newBuilder()
        .setReason(refusal.reason().name())
        .setMessage(refusal.message())
        .setRetryAfterNanos(refusal.retryAfterNanos())
        .build();
  }

  /** The refusal that {@code message} says; an unknown reason is a defect of the server's. */
  public static Refusal read(Refused message) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(message.getReason()))
        .findFirst()
        .map(reason -> Refusal.of(reason, message.getMessage()))
        .orElseGet(
            () -> Refusal.of(Reason.INTERNAL, message.getReason() + ": " + message.getMessage()))
        .retryAfter(Math.max(0, message.getRetryAfterNanos()));
  }
}
