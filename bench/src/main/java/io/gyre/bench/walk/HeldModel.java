package io.gyre.bench.walk;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.OutputConfiguration;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.RunResult;
import io.gyre.proto.inference.ModelConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A model each of whose runs lasts until it is permitted to end, and that notices misuse. */
final class HeldModel implements EngineModel {
  static final String INPUT = "X";
  static final Shape SHAPE = Shape.of(2);
  private static final String OUTPUT = "Y";
  private static final int MANY = 1 << 20;

  private final ByteBufAllocator allocator;
  private final long bytes;
  private final Semaphore permits = new Semaphore(0);
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;
  private volatile boolean misused;

  /**
   * @param bytes memory that it claims to hold
   */
  HeldModel(ByteBufAllocator allocator, long bytes) {
    this.allocator = allocator;
    this.bytes = bytes;
  }

  /** Its configuration: two numbers in, the same out, one request a run. */
  static ModelConfiguration configuration(String model) {
    TensorSpec input = new TensorSpec(INPUT, Datatype.FP32, SHAPE);
    TensorSpec output = new TensorSpec(OUTPUT, Datatype.FP32, SHAPE);
    return new ModelConfiguration(
        model,
        0,
        List.of(new InputConfiguration(input, SHAPE, false)),
        List.of(new OutputConfiguration(output, SHAPE, List.of())),
        Optional.empty(),
        Optional.empty(),
        1,
        new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of()),
        List.of(),
        ModelConfig.newBuilder().setName(model).build(),
        List.of());
  }

  /** Lets one run end. */
  void permitOne() {
    permits.release();
  }

  /** Lets all runs end. */
  void permitAll() {
    permits.release(MANY);
  }

  /** Whether it was closed under a run, run after its end, or closed twice. */
  boolean isMisused() {
    return misused;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec(INPUT, Datatype.FP32, SHAPE));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(new TensorSpec(OUTPUT, Datatype.FP32, SHAPE));
  }

  @Override
  public long nativeBytes() {
    return bytes;
  }

  @Override
  public RunResult run(List<TensorView> inputs, List<String> outputs) {
    running.incrementAndGet();
    misused |= closed;
    permits.acquireUninterruptibly();
    try {
      ByteBuf block = allocator.directBuffer(2 * Float.BYTES).writeFloatLE(1).writeFloatLE(2);
      List<TensorView> views =
          outputs.stream()
              .map(name -> new TensorView(name, Datatype.FP32, SHAPE, block.slice()))
              .toList();
      return new RunResult(views, block);
    } finally {
      running.decrementAndGet();
    }
  }

  @Override
  public void close() {
    misused |= closed || running.get() > 0;
    closed = true;
  }
}
