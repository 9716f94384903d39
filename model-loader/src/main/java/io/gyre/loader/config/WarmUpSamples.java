package io.gyre.loader.config;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.config.WarmUpSample.Data;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelWarmup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rules of {@code model_warmup}: each sample is a request that the model could be sent. */
final class WarmUpSamples {
  /** The model's folder that data files are in. */
  static final String FOLDER = "warmup";

  /** More runs than these would be a mistake in the file: they would hold the model back. */
  private static final long MOST_RUNS = 10_000;

  private final Path directory;
  private final BatchSize batch;
  private final List<InputConfiguration> inputs;
  private final List<Mistake> mistakes;

  private WarmUpSamples(
      Path directory, BatchSize batch, List<InputConfiguration> inputs, List<Mistake> mistakes) {
    this.directory = directory;
    this.batch = batch;
    this.inputs = inputs;
    this.mistakes = mistakes;
  }

  /**
   * The samples of a configuration; without those that have mistakes.
   *
   * @param directory the model's folder
   * @param inputs the model's inputs as requests carry them
   */
  static List<WarmUpSample> of(
      Path directory,
      ConfigurationFile file,
      BatchSize batch,
      List<InputConfiguration> inputs,
      List<Mistake> mistakes) {
    WarmUpSamples rules = new WarmUpSamples(directory, batch, inputs, mistakes);
    List<WarmUpSample> samples = new ArrayList<>();
    for (int i = 0; i < file.written().getModelWarmupCount(); i++) {
      samples.add(
          rules.sample(file.written().getModelWarmup(i), file.root().at("model_warmup", i)));
    }
    return samples;
  }

  /** Files that the samples of a configuration take data from, relative to the model's folder. */
  static List<String> files(ModelConfig written) {
    return written.getModelWarmupList().stream()
        .flatMap(sample -> sample.getInputsMap().values().stream())
        .filter(ModelWarmup.Input::hasInputDataFile)
        .map(ModelWarmup.Input::getInputDataFile)
        .filter(ContainedPath::isContained)
        .map(file -> FOLDER + "/" + file)
        .toList();
  }

  private WarmUpSample sample(ModelWarmup written, Place place) {
    Map<String, WarmUpSample.Input> given = new HashMap<>();
    written
        .getInputsMap()
        .forEach((name, input) ->
            input(name, input, place.at("inputs[\"" + name + "\"]"))
                .ifPresent(valid -> given.put(name, valid)));
    inputs.stream()
        .filter(input -> !input.optional())
        .map(input -> input.tensor().name())
        .filter(name -> !written.containsInputs(name))
        .forEach(name ->
            mistakes.add(
                place
                    .at("inputs")
                    .mistake("every input of the model", "none named \"" + name + "\"")));
    return new WarmUpSample(written.getName(), rows(written, place), count(written, place), given);
  }

  private int rows(ModelWarmup written, Place place) {
    long rows = Integer.toUnsignedLong(written.getBatchSize());
    if (rows == 0 && !place.writes("batch_size")) {
      return 1;
    }
    int most = Math.max(batch.max(), 1);
    if (rows < 1 || rows > most) {
      String expected = most == 1 ? "1" : "1 to " + most;
      mistakes.add(place.at("batch_size").mistake(expected + ", as " + batch.because(), rows));
    }
    return (int) rows;
  }

  private int count(ModelWarmup written, Place place) {
    long count = Integer.toUnsignedLong(written.getCount());
    if (count > MOST_RUNS) {
      mistakes.add(place.at("count").mistake("0 (once) to " + MOST_RUNS, count));
    }
    return (int) Math.max(count, 1);
  }

  private Optional<WarmUpSample.Input> input(String name, ModelWarmup.Input written, Place place) {
    Optional<InputConfiguration> model =
        inputs.stream().filter(input -> input.tensor().name().equals(name)).findFirst();
    if (model.isEmpty()) {
      String names =
          inputs.stream()
              .map(input -> "\"" + input.tensor().name() + "\"")
              .collect(Collectors.joining(", "));
      mistakes.add(
          place.mistake("the name of an input of the model (" + names + ")", "\"" + name + "\""));
      return Optional.empty();
    }
    TensorSpec tensor = model.get().tensor();
    Datatype datatype = Datatype.of(written.getDataType());
    if (datatype != tensor.datatype()) {
      mistakes.add(
          place
              .at("data_type")
              .mistake(tensor.datatype().configured() + ", the input's", written.getDataType()));
      return Optional.empty();
    }
    Shape dims = Shape.of(written.getDimsList());
    Shape expected = batch.dims(tensor.shape());
    if (!isCountable(dims) || !expected.accepts(dims)) {
      String kind = expected.isFixed() ? "" : " with a size for each -1";
      mistakes.add(
          place.at("dims").mistake(expected + kind + ", the input's dims without the batch", dims));
      return Optional.empty();
    }
    return data(written, datatype, dims, place).map(data -> new WarmUpSample.Input(dims, data));
  }

  private static boolean isCountable(Shape dims) {
    try {
      return dims.elementCount() > 0;
    } catch (ArithmeticException _) {
      return false;
    }
  }

  private Optional<Data> data(
      ModelWarmup.Input written, Datatype datatype, Shape dims, Place place) {
    return switch (written.getInputDataTypeCase()) {
      case ZERO_DATA -> Optional.of(new Data.Zeros());
      case RANDOM_DATA -> Optional.of(new Data.Random());
      case INPUT_DATA_FILE -> {
        Place file = place.at("input_data_file");
        yield contents(written.getInputDataFile(), datatype, dims, file);
      }
      case INPUTDATATYPE_NOT_SET -> {
        mistakes.add(place.mistake("zero_data, random_data or input_data_file", "none of them"));
        yield Optional.empty();
      }
    };
  }

  private Optional<Data> contents(String name, Datatype datatype, Shape dims, Place place) {
    String where = "a file of the model's folder " + FOLDER + "/";
    if (!ContainedPath.isContained(name)) {
      mistakes.add(
          place.mistake(where + ", named by " + ContainedPath.EXPECTED, "\"" + name + "\""));
      return Optional.empty();
    }
    Path file = directory.resolve(FOLDER).resolve(name);
    if (!Files.isRegularFile(file)) {
      mistakes.add(place.mistake(where, "no file " + FOLDER + "/" + name));
      return Optional.empty();
    }
    try {
      long size = Files.size(file);
      long expected = Math.multiplyExact(dims.elementCount(), datatype.byteSize());
      if (datatype.isFixedSize() && size != expected) {
        mistakes.add(
            place.mistake(
                expected + " bytes, one row of " + datatype + " " + dims,
                FOLDER + "/" + name + " with " + size + " bytes"));
        return Optional.empty();
      }
      return Optional.of(new Data.Contents(file));
    } catch (IOException e) {
      mistakes.add(place.mistake(where, FOLDER + "/" + name + ", which can't be read: " + e));
      return Optional.empty();
    }
  }
}
