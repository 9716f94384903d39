package io.gyre.router.http;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.router.balance.AffinityKey;
import io.gyre.router.json.InferCall;
import io.gyre.router.json.InferRequestReader;
import io.gyre.router.json.ParsedCall;
import io.gyre.router.sharedmemory.SharedMemoryInference;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the bodies of inference requests into calls of the inference service. */
final class InferEndpoint {
  private static final Logger log = LoggerFactory.getLogger(InferEndpoint.class);

  /** Deflate makes a thousand bytes of one, so that little is long work already. */
  private static final int LONG_COMPRESSED = 256;

  static final String JSON_LENGTH = "inference-header-content-length";

  private final SharedMemoryInference service;
  private final RawRequests rawRequests;
  private final HttpLimits limits;
  private final Executor longWork;

  /**
   * The endpoint over an inference service.
   *
   * @param longWork where large bodies are read and written, which would hold an event loop up
   */
  InferEndpoint(
      SharedMemoryInference service,
      RawRequests rawRequests,
      HttpLimits limits,
      Executor longWork) {
    this.service = service;
    this.rawRequests = rawRequests;
    this.limits = limits;
    this.longWork = longWork;
  }

  /** Answers a request, now or later. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    String coding = exchange.headers().get(HttpHeaderNames.CONTENT_ENCODING);
    int most =
        coding != null
            ? LONG_COMPRESSED
            : exchange.headers().contains(JSON_LENGTH)
                ? Integer.MAX_VALUE
                : InferResponses.LONG_WORK;
    if (body.readableBytes() > most) {
      longWork.execute(() -> decode(connection, exchange, coding, body, allocator));
    } else {
      decode(connection, exchange, coding, body, allocator);
    }
  }

  private void decode(
      Connection connection,
      HttpExchange exchange,
      @Nullable String header,
      ByteBuf body,
      ByteBufAllocator allocator) {
    if (header == null) {
      start(connection, exchange, body, allocator);
      return;
    }
    ContentCoding coding = ContentCoding.named(header);
    ContentCoding.Decompressed decompressed;
    try {
      decompressed =
          coding == null
              ? new ContentCoding.Undecodable(unknownCoding(header))
              : coding.decompress(body, limits.requestBytes(), allocator);
    } catch (RuntimeException | Error e) {
      decompressed = new ContentCoding.Undecodable(unreadable(e));
    }
    body.release();
    switch (decompressed) {
      case ContentCoding.Body(ByteBuf plain) -> start(connection, exchange, plain, allocator);
      case ContentCoding.Undecodable(Refusal refusal) ->
          refuse(connection, exchange, refusal, allocator);
    }
  }

  private void start(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    ParsedCall parsed = tryParse(exchange, body, allocator);
    if (parsed instanceof InferCall call) {
      Route route = exchange.route();
      service.infer(
          new InferenceRequest(
              AffinityKey.with(
                  new RequestHeader(route.model(), route.version(), call.id(), call.parameters()),
                  exchange.headers().get(AffinityKey.NAME)),
              new RequestBody.Tensors(call.inputs(), call.outputs()),
              Deadline.NONE,
              exchange.cancellation(),
              exchange.begun()),
          call.placements(),
          new InferReply(connection, exchange, call, body, allocator, longWork));
    } else if (parsed instanceof ParsedCall.Malformed(Refusal refusal)) {
      body.release();
      refuse(connection, exchange, refusal, allocator);
    }
  }

  private ParsedCall tryParse(HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    try {
      return parse(exchange, body, allocator);
    } catch (RuntimeException | Error e) {
      return new ParsedCall.Malformed(unreadable(e));
    }
  }

  /** A defect, or a request too large for the memory left, ends this request alone. */
  private static Refusal unreadable(Throwable thrown) {
    log.error("a request could not be read", thrown);
    return Refusal.of(Refusal.Reason.INTERNAL, "the request could not be read: " + thrown);
  }

  private ParsedCall parse(HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    String header = exchange.headers().get(JSON_LENGTH);
    if (header == null && body.isReadable()) {
      return InferRequestReader.read(body, Unpooled.EMPTY_BUFFER, allocator);
    }
    int length = header == null ? 0 : jsonLength(header, body.readableBytes());
    if (length < 0) {
      return new ParsedCall.Malformed(
          Refusal.invalid(
              ("inference header size should be in range (0, %d), the body's length;"
                      + " Inference-Header-Content-Length is '%s'")
                  .formatted(body.readableBytes(), header)));
    }
    if (length == 0) {
      return rawRequests.read(exchange.route(), body, allocator);
    }
    int start = body.readerIndex();
    return InferRequestReader.read(
        body.slice(start, length),
        body.slice(start + length, body.readableBytes() - length),
        allocator);
  }

  /**
   * The number of bytes of JSON, or a negative number where the header is no number from 0 to
   * {@code most}.
   */
  static int jsonLength(String header, int most) {
    String digits = header.strip();
    if (digits.isEmpty() || digits.length() > 10) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length > most ? -1 : (int) length;
  }

  private void refuse(
      Connection connection, HttpExchange exchange, Refusal refusal, ByteBufAllocator allocator) {
    service.refused(exchange.header(), refusal);
    connection.settle(() -> connection.answer(exchange, HttpAnswer.refusal(refusal, allocator)));
  }

  private static Refusal unknownCoding(String header) {
    return Refusal.of(
        Refusal.Reason.UNSUPPORTED,
        "Unsupported compression type: expected Content-Encoding to be gzip or deflate, found '%s'"
            .formatted(header));
  }
}
