package io.gyre.inference.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one table of refusals and gRPC's codes, which are those of other servers of the protocol. */
public final class RefusalStatus {
  /** Trailer with the name of the refusal's reason: several reasons share a code. */
  private static final Metadata.Key<String> REASON =
      Metadata.Key.of("gyre-refusal", Metadata.ASCII_STRING_MARSHALLER);

  /** Trailer that gRPC's own retries heed: milliseconds to wait before the next attempt. */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pattern PUSHBACK_MILLIS = Pattern.compile("\\d{1,9}");
  private static final long MILLISECOND = 1_000_000;

  /** Clients refuse trailers over 8 KiB, and a byte of text becomes up to three on the wire. */
  private static final int LONGEST_MESSAGE_BYTES = 2000;

  private RefusalStatus() {}

  /** The code of {@code reason}. */
  public static Status.Code code(Reason reason) {
    return switch (reason) {
      case INVALID_ARGUMENT, NO_ALIAS, NO_SEQUENCE -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case NOT_READY,
          NO_REPLICA,
          WORKER_LOST,
          QUEUE_FULL,
          OVERLOADED,
          MEMORY_FULL,
          DEADLINE_EXCEEDED ->
          Status.Code.UNAVAILABLE;
      case SEQUENCE_LOST -> Status.Code.ABORTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case EXECUTION_FAILED, INTERNAL -> Status.Code.INTERNAL;
    };
  }

  /** The status that ends a call with {@code refusal}; a long message is cut. */
  public static Status of(Refusal refusal) {
    return code(refusal.reason()).toStatus().withDescription(clip(refusal.message()));
  }

  /** The trailers that go with {@link #of}. */
  public static Metadata trailers(Refusal refusal) {
    Metadata trailers = new Metadata();
    trailers.put(REASON, refusal.reason().name());
    if (refusal.retryAfterNanos() > 0) {
      trailers.put(PUSHBACK, Long.toString(Math.ceilDiv(refusal.retryAfterNanos(), MILLISECOND)));
    }
    return trailers;
  }

  /**
   * The refusal that a server of ours ended a call with; null where the call ended for another
   * cause.
   */
  public static @Nullable Refusal refusal(Status status, @Nullable Metadata trailers) {
    String name = trailers == null ? null : trailers.get(REASON);
    String message = status.getDescription() == null ? "" : status.getDescription();
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .map(reason -> Refusal.of(reason, message).retryAfter(pushback(trailers)))
        .orElse(null);
  }

  private static long pushback(@Nullable Metadata trailers) {
    String millis = trailers == null ? null : trailers.get(PUSHBACK);
    return millis != null && PUSHBACK_MILLIS.matcher(millis).matches()
        ? Long.parseLong(millis) * MILLISECOND
        : 0;
  }

  private static String clip(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_MESSAGE_BYTES) {
      return message;
    }
    int end = LONGEST_MESSAGE_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // within a character
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + "…";
  }
}
