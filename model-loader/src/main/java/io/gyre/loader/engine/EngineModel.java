package io.gyre.loader.engine;

import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loaded model. Runs may overlap; closing may not overlap with a run, and its owner sees to that.
 */
public interface EngineModel extends AutoCloseable {
  /** Declared inputs, in the file's order. */
  List<TensorSpec> inputs();

  /** Declared outputs, in the file's order. */
  List<TensorSpec> outputs();

  /**
   * The file's own names for the first dimension of its inputs and outputs, by tensor; absent where
   * it gives none. Where two names differ, the dimensions may too, so that they are no common
   * batch.
   */
  default Map<String, String> firstDimensionNames() {
    return Map.of();
  }

  /**
   * Tensors whose shape the file leaves open altogether; their specs show a scalar's, which means
   * nothing.
   */
  default Set<String> undeclaredShapes() {
    return Set.of();
  }

  /**
   * Native memory that the model holds, in bytes, as well as the engine can tell: its weights, and
   * the working memory that it keeps from run to run.
   */
  long nativeBytes();

  /** The part of {@link #nativeBytes} that it held when it was opened, before any run. */
  default long weightBytes() {
    return nativeBytes();
  }

  /** Memory of outputs that aren't released yet, in bytes. */
  default long outputBytes() {
    return 0;
  }

  /**
   * Runs the model once on the calling thread.
   *
   * @param inputs one view for each input that the run gets, data contiguous in a direct buffer for
   *     datatypes of fixed size, already validated against the signature
   * @param outputs names of the outputs wanted, not empty
   * @return the outputs in the order wanted; the caller closes it
   * @throws ExecutionException where the run failed
   */
  RunResult run(List<TensorView> inputs, List<String> outputs) throws ExecutionException;

  @Override
  void close();
}
