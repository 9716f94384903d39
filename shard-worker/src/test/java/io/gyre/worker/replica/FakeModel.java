package io.gyre.worker.replica;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that doubles each FP32 number of its first input into each output wanted, and copies
 * other datatypes. It fails on {@link #POISON}, can be held in the middle of a run, and notices
 * runs after its end.
 */
public final class FakeModel implements EngineModel {
  /** The number that no run survives. */
  public static final float POISON = 666;

  /** The number at which a run ends in a defect of the engine. */
  public static final float DEFECT = 667;

  /** The number whose answer there is no memory for. */
  public static final float HUGE = 668;

  private final ByteBufAllocator allocator;
  private final Semaphore permits;
  private final Semaphore entered = new Semaphore(0);
  private final ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;
  private volatile boolean misused;
  private volatile boolean forgetful;

  private FakeModel(ByteBufAllocator allocator, int permits) {
    this.allocator = allocator;
    this.permits = new Semaphore(permits);
  }

  /** A model whose runs end at once. */
  public static FakeModel free(ByteBufAllocator allocator) {
    return new FakeModel(allocator, Integer.MAX_VALUE / 2);
  }

  /** A model each of whose runs needs a {@link #permit} to end. */
  public static FakeModel held(ByteBufAllocator allocator) {
    return new FakeModel(allocator, 0);
  }

  /** Lets that many runs end. */
  public void permit(int runs) {
    permits.release(runs);
  }

  /** Waits until that many more runs have begun. */
  public void awaitRuns(int runs) {
    entered.acquireUninterruptibly(runs);
  }

  /** First dimension of each run's first input, in order; 1 for scalars. */
  public List<Integer> batches() {
    return List.copyOf(batches);
  }

  /** Has it fail to tell the memory that it holds. */
  public void forgetItsMemory() {
    forgetful = true;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Whether a run and the end overlapped, or a run came after the end. */
  public boolean isMisused() {
    return misused;
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of();
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of();
  }

  @Override
  public long nativeBytes() {
    if (forgetful) {
      throw new IllegalStateException("the memory can't be told");
    }
    return 1000;
  }

  @Override
  public RunResult run(List<TensorView> inputs, List<String> outputs) throws ExecutionException {
    running.incrementAndGet();
    misused |= closed;
    TensorView first = inputs.getFirst();
    batches.add(first.shape().rank() == 0 ? 1 : (int) first.shape().dim(0));
    entered.release();
    permits.acquireUninterruptibly();
    try {
      return first.datatype() == Datatype.FP32 ? doubled(first, outputs) : copied(first, outputs);
    } finally {
      running.decrementAndGet();
    }
  }

  private RunResult doubled(TensorView input, List<String> outputs) throws ExecutionException {
    float[] values = Tensors.floatsOf(input);
    for (float value : values) {
      if (value == POISON) {
        throw new ExecutionException("poisoned");
      }
      if (value == HUGE) {
        throw ExecutionException.lackOfMemory("no room");
      }
      if (value == DEFECT) {
        throw new IllegalStateException("a defect");
      }
    }
    ByteBuf block = allocator.directBuffer(Math.max(1, values.length * 4 * outputs.size()));
    List<TensorView> views = new ArrayList<>();
    for (String output : outputs) {
      int start = block.writerIndex();
      for (float value : values) {
        block.writeFloatLE(value * 2);
      }
      views.add(
          new TensorView(
              output, Datatype.FP32, input.shape(), block.slice(start, values.length * 4)));
    }
    return new RunResult(views, block);
  }

  private RunResult copied(TensorView input, List<String> outputs) {
    ByteBuf block = allocator.directBuffer(Math.max(1, input.data().readableBytes()));
    block.writeBytes(input.data(), input.data().readerIndex(), input.data().readableBytes());
    List<TensorView> views = new ArrayList<>();
    for (String output : outputs) {
      views.add(new TensorView(output, input.datatype(), input.shape(), block.slice()));
    }
    return new RunResult(views, block);
  }

  @Override
  public void close() {
    misused |= closed || running.get() > 0;
    closed = true;
  }
}
