package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resolves what a configuration file says against what the loaded model says. */
public final class ConfigurationResolver {
  private final ConfigurationDefaults defaults;

  public ConfigurationResolver(ConfigurationDefaults defaults) {
    this.defaults = defaults;
  }

  /**
   * The configuration of one model, or every mistake in it.
   *
   * @param name the model's name
   * @param directory the model's folder, where labels and data for warm-up are
   */
  public Resolution resolve(
      String name, Path directory, ConfigurationFile file, Signature signature) {
    List<Mistake> mistakes = new ArrayList<>(file.mistakes());
    if (!file.comparable()) {
      return new Resolution.Refused(mistakes);
    }
    ModelConfig written = file.written();
    Signature visible = SequenceResolver.visible(written, signature);
    var inputs =
        TensorMatch.pair(
            "input",
            WrittenTensor.inputs(written, file.root()),
            visible.inputs(),
            signature.undeclaredShapes(),
            mistakes);
    var outputs =
        TensorMatch.pair(
            "output",
            WrittenTensor.outputs(written, file.root()),
            visible.outputs(),
            signature.undeclaredShapes(),
            mistakes);
    requireInputs(file, visible, mistakes);
    var labels = labels(directory, outputs, mistakes);
    var tensors = Stream.concat(inputs.stream(), outputs.stream()).toList();
    List<Mistake> batchMistakes = new ArrayList<>();
    BatchSize batch =
        BatchSize.of(
            file, tensors, signature.firstDimensionNames(), defaults.maxBatchSize(), batchMistakes);
    mistakes.addAll(batchMistakes);
    // With a wrong batch size, what is said of shapes would be wrong too.
    var shapes =
        batchMistakes.isEmpty() ? shapes(tensors, batch, mistakes) : List.<TensorShapes>of();
    var sequences =
        batchMistakes.isEmpty()
            ? SequenceResolver.resolve(directory, file, signature, batch, mistakes)
            : Optional.<SequenceBatching>empty();
    if (!mistakes.isEmpty()) {
      return new Resolution.Refused(mistakes);
    }
    var inputShapes = shapes.subList(0, inputs.size());
    var outputShapes = shapes.subList(inputs.size(), shapes.size());
    ModelConfig shown = ShownConfiguration.of(name, file, batch, inputShapes, outputShapes);
    List<InputConfiguration> resolved = inputs(shown, inputShapes);
    List<WarmUpSample> warmUp =
        WarmUpSamples.of(directory, file, batch, runInputs(resolved, sequences), mistakes);
    if (!mistakes.isEmpty()) {
      return new Resolution.Refused(mistakes);
    }
    return new Resolution.Resolved(
        new ModelConfiguration(
            name,
            batch.max(),
            resolved,
            outputs(outputShapes, labels),
            BatchingResolver.resolve(shown),
            sequences,
            InstanceGroups.count(written),
            file.engineOptions(defaults, 0),
            warmUp,
            shown,
            UnservedFeatures.notices(shown)));
  }

  /** A file that has inputs must have all of them; outputs may be left out. */
  private static void requireInputs(
      ConfigurationFile file, Signature signature, List<Mistake> mistakes) {
    Set<String> written =
        file.written().getInputList().stream().map(ModelInput::getName).collect(Collectors.toSet());
    if (!written.isEmpty()) {
      signature.inputs().stream()
          .filter(input -> !written.contains(input.name()))
          .forEach(input ->
              mistakes.add(
                  file.root()
                      .at("input")
                      .mistake("every input of the model", "none named \"" + input.name() + "\"")));
    }
  }

  private static List<TensorShapes> shapes(
      List<TensorMatch> tensors, BatchSize batch, List<Mistake> mistakes) {
    return tensors.stream().map(tensor -> TensorShapes.of(tensor, batch, mistakes)).toList();
  }

  private static List<List<String>> labels(
      Path directory, List<TensorMatch> outputs, List<Mistake> mistakes) {
    return outputs.stream()
        .map(output -> output.written().map(tensor -> labels(directory, tensor, mistakes)))
        .map(labels -> labels.orElse(List.of()))
        .toList();
  }

  private static List<String> labels(Path directory, WrittenTensor output, List<Mistake> mistakes) {
    return output.labels().isEmpty()
        ? List.of()
        : Labels.read(directory, output.labels(), output.place().at("label_filename"), mistakes);
  }

  private static List<InputConfiguration> inputs(ModelConfig shown, List<TensorShapes> shapes) {
    List<InputConfiguration> inputs = new ArrayList<>();
    for (TensorShapes shape : shapes) {
      boolean optional = shown.getInput(inputs.size()).getOptional();
      inputs.add(new InputConfiguration(shape.tensor(), shape.modelShape(), optional));
    }
    return inputs;
  }

  private static List<InputConfiguration> runInputs(
      List<InputConfiguration> inputs, Optional<SequenceBatching> sequences) {
    return Stream.concat(
            inputs.stream(), sequences.stream().flatMap(batching -> batching.inputs().stream()))
        .toList();
  }

  private static List<OutputConfiguration> outputs(
      List<TensorShapes> shapes, List<List<String>> labels) {
    List<OutputConfiguration> outputs = new ArrayList<>();
    for (TensorShapes shape : shapes) {
      outputs.add(
          new OutputConfiguration(shape.tensor(), shape.modelShape(), labels.get(outputs.size())));
    }
    return outputs;
  }
}
