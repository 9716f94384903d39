package io.gyre.bench.micro;

import io.gyre.router.json.InferCall;
import io.gyre.router.json.InferRequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An inference request in JSON read into tensor bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NumbersBenchmark {
  @Param({"16", "4096"})
  public int numbers;

  private ByteBuf request;

  @Setup
  public void write() {
    SplittableRandom random = new SplittableRandom(1);
    String data =
        IntStream.range(0, numbers)
            .mapToObj(_ -> Float.toString((float) random.nextGaussian()))
            .collect(Collectors.joining(","));
    byte[] bytes =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":[%s]}]}"
            .formatted(numbers, data)
            .getBytes(StandardCharsets.US_ASCII);
    request = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  @Benchmark
  public int read() {
    InferCall call =
        (InferCall)
            InferRequestReader.read(request, Unpooled.EMPTY_BUFFER, PooledByteBufAllocator.DEFAULT);
    int bytes = call.values().readableBytes();
    call.values().release();
    return bytes;
  }
}
