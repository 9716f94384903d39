package io.gyre.router.http;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.router.json.JsonText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way to the client. Whoever holds it sends it or releases it, once.
 *
 * @param status the status code
 * @param contentType what the body is
 * @param body the body
 * @param jsonLength bytes of JSON before the binary data, not compressed; negative where the body
 *     has none
 * @param coding how the body is compressed
 * @param allow the methods that the path takes; null where that is not the question
 * @param retryAfterSeconds when the client may try again; 0 where that is not the question
 * @param memory the response that the body points into; null where it points into none
 */
record HttpAnswer(
    HttpResponseStatus status,
    AsciiString contentType,
    ByteBuf body,
    int jsonLength,
    ContentCoding coding,
    @Nullable String allow,
    int retryAfterSeconds,
    @Nullable InferenceResponse memory) {
  private static final int NO_BINARY = -1;
  private static final long SECOND = 1_000_000_000;
  private static final byte[] ERROR = "{\"error\":".getBytes(StandardCharsets.US_ASCII);

  /** An answer of JSON. */
  static HttpAnswer json(HttpResponseStatus status, ByteBuf body) {
    return new HttpAnswer(
        status,
        HttpHeaderValues.APPLICATION_JSON,
        body,
        NO_BINARY,
        ContentCoding.IDENTITY,
        null,
        0,
        null);
  }

  /** An answer of JSON and binary data after it. */
  static HttpAnswer binary(ByteBuf body, int jsonLength, @Nullable InferenceResponse memory) {
    return new HttpAnswer(
        HttpResponseStatus.OK,
        HttpHeaderValues.APPLICATION_OCTET_STREAM,
        body,
        jsonLength,
        ContentCoding.IDENTITY,
        null,
        0,
        memory);
  }

  /** An error in words. */
  static HttpAnswer error(HttpResponseStatus status, String message, ByteBufAllocator allocator) {
    ByteBuf body = allocator.directBuffer(message.length() + 16);
    body.writeBytes(ERROR);
    JsonText.string(body, message);
    body.writeByte('}');
    return json(status, body);
  }

  /** The error that a refusal comes to. */
  static HttpAnswer refusal(Refusal refusal, ByteBufAllocator allocator) {
    HttpAnswer error = error(RefusalStatus.of(refusal.reason()), refusal.message(), allocator);
    return refusal.retryAfterNanos() == 0
        ? error
        : new HttpAnswer(
            error.status,
            error.contentType,
            error.body,
            error.jsonLength,
            error.coding,
            error.allow,
            (int) Math.min(Math.ceilDiv(refusal.retryAfterNanos(), SECOND), Integer.MAX_VALUE),
            error.memory);
  }

  /** This answer with the methods that the path takes. */
  HttpAnswer allowing(String methods) {
    return new HttpAnswer(
        status, contentType, body, jsonLength, coding, methods, retryAfterSeconds, memory);
  }

  /** This answer compressed, in memory of its own. */
  HttpAnswer compressed(ContentCoding wanted, ByteBufAllocator allocator) {
    ByteBuf smaller = wanted.compress(body, allocator);
    return new HttpAnswer(
        status, contentType, smaller, jsonLength, wanted, allow, retryAfterSeconds, null);
  }

  boolean isBinary() {
    return jsonLength >= 0;
  }

  void release() {
    body.release();
    if (memory != null) {
      memory.close();
    }
  }
}
