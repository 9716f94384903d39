package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceId;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.OutputConfiguration;
import io.gyre.loader.config.SequenceBatching;
import io.gyre.loader.config.SequenceState;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.ValidRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a client's request what the model runs, with the inputs that the server fills, and of
 * what the model gave the client's response, without the state.
 */
final class SequenceRuns {
  private final String model;
  private final boolean batched;
  private final List<OutputConfiguration> outputs;
  private final List<SequenceState> states;
  private final int[] stateOutputs;
  private final boolean statesVary;
  private final ControlTensors controls;

  SequenceRuns(ModelConfiguration configuration, SequenceBatching batching) {
    model = configuration.name();
    batched = configuration.batches();
    outputs = configuration.runOutputs();
    states = batching.states();
    stateOutputs = states.stream().mapToInt(state -> indexOf(state.output().name())).toArray();
    statesVary = states.stream().anyMatch(state -> !row(state.input().shape()).isFixed());
    controls = new ControlTensors(batching.controls());
  }

  private int indexOf(String output) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).tensor().name().equals(output)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no output " + output);
  }

  private Shape row(Shape shape) {
    return batched ? shape.withoutFirst() : shape;
  }

  /** Why a request can't be a step of a sequence of this model, or null where it can. */
  @Nullable Refusal mistake(SequenceId id, ValidRequest request) {
    if (request.rows() != 1) {
      return Refusal.invalid(
          "inference request to model '"
              + model
              + "' must specify batch-size 1 due to requirements of sequence batcher, found a batch"
              + " of "
              + request.rows());
    }
    for (int output : stateOutputs) {
      if (request.outputs().covers(output) && request.outputs().bestClasses(output) > 0) {
        return Refusal.invalid(
            "model '"
                + model
                + "': output '"
                + outputs.get(output).tensor().name()
                + "' holds the sequence's state and has no best classes; leave classification out");
      }
    }
    return controls.mistake(id, model);
  }

  /**
   * The request as the model runs it.
   *
   * @param start whether nothing of the sequence has run yet
   * @param end whether the sequence ends with it
   */
  ValidRequest toModel(
      ValidRequest request, SequenceId id, boolean start, boolean end, StateMemory memory) {
    List<@Nullable TensorView> inputs = new ArrayList<>(request.inputs());
    inputs.addAll(controls.of(id, start, end));
    inputs.addAll(memory.inputs());
    return new ValidRequest(
        inputs,
        request.rows(),
        request.outputs().and(outputs.size(), stateOutputs),
        key(request.key(), memory));
  }

  private BatchKey key(BatchKey ofRequest, StateMemory memory) {
    if (!statesVary || !batched) {
      return ofRequest;
    }
    List<@Nullable Shape> shapes = new ArrayList<>(ofRequest.rowShapes());
    memory.inputs().forEach(state -> shapes.add(state.shape().withoutFirst()));
    return new BatchKey(shapes);
  }

  /** Has the sequence keep the state that the model gave. */
  void keep(InferenceResponse response, StateMemory memory) {
    if (states.isEmpty()) {
      return;
    }
    List<TensorView> given = new ArrayList<>(states.size());
    for (SequenceState state : states) {
      for (TensorView output : outputsOf(response)) {
        if (output.name().equals(state.output().name())) {
          given.add(output);
        }
      }
    }
    memory.keep(given);
  }

  /** The response that the client gets, of the same memory. */
  InferenceResponse toClient(InferenceResponse response, ValidRequest asked) {
    if (states.isEmpty()) {
      return response;
    }
    List<TensorView> wanted = new ArrayList<>();
    for (TensorView output : outputsOf(response)) {
      int index = indexOf(output.name());
      if (asked.outputs().covers(index) && asked.outputs().wants(index)) {
        wanted.add(output);
      }
    }
    return new InferenceResponse(
        response.model(),
        response.version(),
        response.id(),
        new ResponseBody.Tensors(wanted),
        response.memory());
  }

  private static List<TensorView> outputsOf(InferenceResponse response) {
    return switch (response.body()) {
      case ResponseBody.Tensors tensors -> tensors.outputs();
      case ResponseBody.Encoded _ -> throw new IllegalStateException("a run gives tensors");
    };
  }
}
