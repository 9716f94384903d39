package io.gyre.loader.engine;

import io.gyre.inference.tensor.TensorView;
import io.netty.util.ReferenceCounted;
import java.util.List;

/**
 * What a run gave, and the reference-counted block that its views point into.
 *
 * @param outputs views into {@code memory}
 * @param memory the block; starts with one reference, which belongs to the caller of the run
 */
public record RunResult(List<TensorView> outputs, ReferenceCounted memory)
    implements AutoCloseable {
  public RunResult {
    outputs = List.copyOf(outputs);
  }

  @Override
  public void close() {
    memory.release();
  }
}
