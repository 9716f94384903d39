package io.gyre.loader.config;

import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.proto.inference.ModelConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model version's configuration, resolved against the loaded model: nothing absent, nothing
 * contradictory.
 *
 * @param name the model's name
 * @param maxBatchSize largest batch; 0 where the model never batches and shapes have no batch
 *     dimension
 * @param inputs inputs in the configuration's order, which is the model's where it was derived
 * @param outputs outputs, likewise
 * @param dynamicBatching how batches form; empty where requests are not to be run together
 * @param sequenceBatching how sequences are served; empty where requests stand alone
 * @param instances executors of the one loaded model
 * @param engineOptions how the engine opened it
 * @param warmUp requests to run before the model serves
 * @param shown the complete configuration as clients see it
 * @param notices what the file asks for and this server doesn't apply, each a sentence for the log
 */
public record ModelConfiguration(
    String name,
    int maxBatchSize,
    List<InputConfiguration> inputs,
    List<OutputConfiguration> outputs,
    Optional<DynamicBatching> dynamicBatching,
    Optional<SequenceBatching> sequenceBatching,
    int instances,
    EngineOptions engineOptions,
    List<WarmUpSample> warmUp,
    ModelConfig shown,
    List<String> notices) {
  public ModelConfiguration {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    warmUp = List.copyOf(warmUp);
    notices = List.copyOf(notices);
  }

  /** This configuration of a model that was opened with these options. */
  public ModelConfiguration openedWith(EngineOptions options) {
    return new ModelConfiguration(
        name,
        maxBatchSize,
        inputs,
        outputs,
        dynamicBatching,
        sequenceBatching,
        instances,
        options,
        warmUp,
        shown,
        notices);
  }

  /** Whether the first dimension of every input and output is the batch. */
  public boolean batches() {
    return maxBatchSize > 0;
  }

  /** Whether a run changes what later ones answer. */
  public boolean isStateful() {
    return shown.hasSequenceBatching();
  }

  /** Whether equal requests may be answered with one run's response. */
  public boolean cachesResponses() {
    return shown.getResponseCache().getEnable();
  }

  /** Inputs of a run: those of requests, then those that the server fills for sequences. */
  public List<InputConfiguration> runInputs() {
    if (sequenceBatching.isEmpty()) {
      return inputs;
    }
    return Stream.concat(inputs.stream(), sequenceBatching.get().inputs().stream()).toList();
  }

  /** Outputs of a run: those of responses, then the states that clients can't ask for. */
  public List<OutputConfiguration> runOutputs() {
    if (sequenceBatching.isEmpty()) {
      return outputs;
    }
    Set<String> shownNames =
        outputs.stream().map(output -> output.tensor().name()).collect(Collectors.toSet());
    Stream<OutputConfiguration> hidden =
        sequenceBatching.get().states().stream()
            .map(SequenceState::output)
            .filter(tensor -> !shownNames.contains(tensor.name()))
            .map(tensor -> new OutputConfiguration(tensor, tensor.shape(), List.of()));
    return Stream.concat(outputs.stream(), hidden).toList();
  }

  /** Inputs as requests carry them, batch dimension included. */
  public List<TensorSpec> inputTensors() {
    return inputs.stream().map(InputConfiguration::tensor).toList();
  }

  /** Outputs as responses carry them, batch dimension included. */
  public List<TensorSpec> outputTensors() {
    return outputs.stream().map(OutputConfiguration::tensor).toList();
  }
}
