package io.gyre.bench.json;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import io.gyre.router.json.InferCall;
import io.gyre.router.json.InferRequestReader;
import io.gyre.router.json.ParsedCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** The same random numbers as the text of an inference request, and as nothing but the numbers. */
final class JsonNumbers implements AutoCloseable {
  private static final long SEED = 1;
  private static final byte COMMA = ',';

  private final int count;
  private final byte[] numbers;
  private final ByteBuf request;
  private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  JsonNumbers(int count) {
    this.count = count;
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append((float) random.nextGaussian());
    }
    numbers = text.toString().getBytes(StandardCharsets.US_ASCII);
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":[%s]}]}"
            .formatted(count, text);
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    // A request's bytes lie in direct memory, as they come from the socket.
    request = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  /** Reads the request into tensor bytes; returns how many numbers that were. */
  long read() {
    return switch (InferRequestReader.read(request, Unpooled.EMPTY_BUFFER, allocator)) {
      case InferCall call -> {
        int bytes = call.values().readableBytes();
        call.values().release();
        yield bytes / Float.BYTES;
      }
      case ParsedCall.Malformed malformed -> throw new IllegalStateException(malformed.toString());
    };
  }

  /** Parses each number of the text and nothing else; returns how many there were. */
  long parse() {
    double sum = 0;
    int start = 0;
    for (int i = 0; i <= numbers.length; i++) {
      if (i == numbers.length || numbers[i] == COMMA) {
        sum += JavaDoubleParser.parseDouble(numbers, start, i - start);
        start = i + 1;
      }
    }
    // Used, or the compiler could leave the parsing out.
    return Double.isNaN(sum) ? 0 : count;
  }

  @Override
  public void close() {
    request.release();
  }
}
