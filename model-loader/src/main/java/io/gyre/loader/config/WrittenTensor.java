package io.gyre.loader.config;

import io.gyre.inference.tensor.Datatype;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An input or output as a configuration file has it.
 *
 * @param place where it is written
 * @param name its name
 * @param datatype its datatype; {@code TYPE_INVALID} where it is left to the model
 * @param dims its dimensions; empty where they are left to the model
 * @param reshape the dimensions that the model has for it, where they are others
 * @param labels name of the file with its labels; empty where it has none
 */
record WrittenTensor(
    Place place,
    String name,
    DataType datatype,
    Optional<List<Long>> dims,
    Optional<List<Long>> reshape,
    String labels) {

  static List<WrittenTensor> inputs(ModelConfig written, Place root) {
    List<WrittenTensor> tensors = new ArrayList<>();
    for (ModelInput input : written.getInputList()) {
      Place place = root.at("input", tensors.size());
      tensors.add(
          new WrittenTensor(
              place,
              input.getName(),
              input.getDataType(),
              dims(place, input.getDimsList()),
              input.hasReshape()
                  ? Optional.of(input.getReshape().getShapeList())
                  : Optional.empty(),
              ""));
    }
    return tensors;
  }

  static List<WrittenTensor> outputs(ModelConfig written, Place root) {
    List<WrittenTensor> tensors = new ArrayList<>();
    for (ModelOutput output : written.getOutputList()) {
      Place place = root.at("output", tensors.size());
      tensors.add(
          new WrittenTensor(
              place,
              output.getName(),
              output.getDataType(),
              dims(place, output.getDimsList()),
              output.hasReshape()
                  ? Optional.of(output.getReshape().getShapeList())
                  : Optional.empty(),
              output.getLabelFilename()));
    }
    return tensors;
  }

  private static Optional<List<Long>> dims(Place place, List<Long> dims) {
    return dims.isEmpty() && !place.writes("dims") ? Optional.empty() : Optional.of(dims);
  }

  /** What is wrong with the datatype, where the model's is {@code model}. */
  Optional<Mistake> datatypeMistake(Datatype model) {
    return datatype == DataType.TYPE_INVALID && !place.writes("data_type")
            || datatype == model.configured()
        ? Optional.empty()
        : Optional.of(
            place.at("data_type").mistake(model.configured() + ", the model's", datatype));
  }

  /** The dimensions that are to be the model's: the reshaped ones where there are any. */
  Optional<List<Long>> modelDims() {
    return reshape.isPresent() ? reshape : dims;
  }
}
