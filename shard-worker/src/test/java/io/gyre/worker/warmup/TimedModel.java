package io.gyre.worker.warmup;

import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/** A model whose runs take no time but that of a clock of its own. */
final class TimedModel implements EngineModel {
  private final IntToLongFunction nanos;
  private final AtomicLong clock = new AtomicLong();
  private int runs;

  /**
   * @param nanos how long a run takes, by its rows
   */
  TimedModel(IntToLongFunction nanos) {
    this.nanos = nanos;
  }

  long now() {
    return clock.get();
  }

  int runs() {
    return runs;
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
    return 0;
  }

  @Override
  public RunResult run(List<TensorView> inputs, List<String> outputs) {
    runs++;
    clock.addAndGet(nanos.applyAsLong((int) inputs.getFirst().shape().dim(0)));
    return new RunResult(List.of(), Unpooled.buffer(1));
  }

  @Override
  public void close() {}
}
