package io.gyre.worker.warmup;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import java.util.List;

/** A batch whose inputs lie ready, to be run any number of times by one thread. */
public final class PreparedBatch implements AutoCloseable {
  private final EngineModel model;
  private final List<TensorView> inputs;
  private final List<String> outputs;

  /**
   * @param inputs whose data this releases at its end
   */
  PreparedBatch(EngineModel model, List<TensorView> inputs, List<String> outputs) {
    this.model = model;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Runs it once. */
  public void run() throws ExecutionException {
    model.run(inputs, outputs).close();
  }

  @Override
  public void close() {
    inputs.forEach(input -> input.data().release());
  }
}
