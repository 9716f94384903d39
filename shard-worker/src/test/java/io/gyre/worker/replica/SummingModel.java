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

/**
 * A model of sequences: OUTPUT and SUM_OUT are INPUT + SUM_IN, or INPUT alone where START is set,
 * all FP32 of shape [-1,1]. It notes what it is told of each row, and fails on {@link
 * FakeModel#POISON}.
 */
final class SummingModel implements EngineModel {
  private final ByteBufAllocator allocator;
  private final Semaphore permits;
  private final Semaphore entered = new Semaphore(0);
  private final ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * @param runs how many runs may end before the next {@link #permit}
   */
  SummingModel(ByteBufAllocator allocator, int runs) {
    this.allocator = allocator;
    this.permits = new Semaphore(runs);
  }

  /** What a row's controls said. */
  record Told(long id, boolean start, boolean end, boolean ready) {}

  void permit(int runs) {
    permits.release(runs);
  }

  void awaitRuns(int runs) {
    entered.acquireUninterruptibly(runs);
  }

  /** Rows of each run, in order. */
  List<Integer> batches() {
    return List.copyOf(batches);
  }

  List<Told> told() {
    return List.copyOf(told);
  }

  boolean isClosed() {
    return closed;
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
    return 1000;
  }

  @Override
  public RunResult run(List<TensorView> inputs, List<String> outputs) throws ExecutionException {
    int rows = (int) inputs.getFirst().shape().dim(0);
    batches.add(rows);
    entered.release();
    permits.acquireUninterruptibly();
    ByteBuf block = allocator.directBuffer(2 * rows * Float.BYTES);
    for (int row = 0; row < rows; row++) {
      boolean start = data(inputs, "START").getIntLE(row * Integer.BYTES) == 1;
      told.add(
          new Told(
              data(inputs, "CORRID").getLongLE(row * Long.BYTES),
              start,
              data(inputs, "END").getIntLE(row * Integer.BYTES) == 1,
              data(inputs, "READY").getIntLE(row * Integer.BYTES) == 1));
      float value = data(inputs, "INPUT").getFloatLE(row * Float.BYTES);
      if (value == FakeModel.POISON) {
        block.release();
        throw new ExecutionException("poisoned");
      }
      float before = data(inputs, "SUM_IN").getFloatLE(row * Float.BYTES);
      block.writeFloatLE(value + (start ? 0 : before));
    }
    List<TensorView> views = new ArrayList<>();
    for (String output : outputs) {
      ByteBuf data = block.slice(0, rows * Float.BYTES);
      views.add(new TensorView(output, Datatype.FP32, inputs.getFirst().shape(), data));
    }
    return new RunResult(views, block);
  }

  private static ByteBuf data(List<TensorView> inputs, String name) {
    return inputs.stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no input " + name))
        .data();
  }

  @Override
  public void close() {
    closed = true;
  }
}
