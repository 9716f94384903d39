package io.gyre.router.http;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.SystemSharedMemoryStatusResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.json.MessagePrinter;
import io.gyre.router.json.SettingsReader;
import io.gyre.router.sharedmemory.SharedRegions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers what shows, registers and unregisters regions of shared memory. */
record RegionEndpoints(SharedRegions regions) {
  private static final int SMALL_DOCUMENT = 256;
  private static final Set<String> MEMBERS = Set.of("key", "offset", "byte_size");

  /** Answers a request. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    try {
      connection.answer(exchange, answer(exchange.route(), body, allocator));
    } finally {
      body.release();
    }
  }

  private HttpAnswer answer(Route route, ByteBuf body, ByteBufAllocator allocator) {
    return switch (route.endpoint()) {
      case REGION_STATUS -> status(route.model(), allocator);
      case CUDA_REGION_STATUS -> document("[]", allocator);
      case REGION_REGISTER -> register(route.model(), body, allocator);
      case REGION_UNREGISTER -> {
        regions.unregister(route.model());
        yield done();
      }
      default -> throw new IllegalStateException("no endpoint of shared memory: " + route);
    };
  }

  private HttpAnswer status(String region, ByteBufAllocator allocator) {
    return switch (regions.status(region)) {
      case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case Answer.Found(SystemSharedMemoryStatusResponse status) -> {
        ByteBuf out = allocator.directBuffer(SMALL_DOCUMENT);
        new MessagePrinter().printAll(status.getRegionsMap().values(), out);
        yield HttpAnswer.json(HttpResponseStatus.OK, out);
      }
    };
  }

  private HttpAnswer register(String region, ByteBuf body, ByteBufAllocator allocator) {
    return switch (SettingsReader.scalars(body)) {
      case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case Answer.Found(Map<String, ParameterValue> members) -> {
        Refusal refusal = register(region, members);
        yield refusal == null ? done() : HttpAnswer.refusal(refusal, allocator);
      }
    };
  }

  private @Nullable Refusal register(String region, Map<String, ParameterValue> members) {
    if (MEMBERS.containsAll(members.keySet())
        && members.get("key") instanceof ParameterValue.Text(String key)
        && members.getOrDefault("offset", new ParameterValue.Int64(0))
            instanceof ParameterValue.Int64(long offset)
        && members.get("byte_size") instanceof ParameterValue.Int64(long byteSize)) {
      return regions.register(region, key, offset, byteSize);
    }
    return Refusal.invalid(
        "expected 'key', a text, 'byte_size' and perhaps 'offset', integers; found " + members);
  }

  private static HttpAnswer done() {
    return HttpAnswer.json(HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
  }

  private static HttpAnswer document(String json, ByteBufAllocator allocator) {
    ByteBuf body = allocator.directBuffer(json.length());
    body.writeCharSequence(json, StandardCharsets.US_ASCII);
    return HttpAnswer.json(HttpResponseStatus.OK, body);
  }
}
