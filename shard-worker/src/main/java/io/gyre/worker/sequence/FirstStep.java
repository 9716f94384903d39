package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceId;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.SequenceBatching;
import java.util.ArrayList;
import java.util.List;

/** What the server tells a model at the first request of some sequence. */
public final class FirstStep {
  private static final SequenceId SOME_ID = new SequenceId.Numbered(1);

  private FirstStep() {}

  /** The inputs that the server fills, in the configuration's order, of one row. */
  public static List<TensorView> inputs(SequenceBatching batching) {
    List<TensorView> inputs =
        new ArrayList<>(new ControlTensors(batching.controls()).of(SOME_ID, true, false));
    inputs.addAll(StateMemory.initial(batching.states()));
    return inputs;
  }
}
