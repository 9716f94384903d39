package io.gyre.router.directory;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.gyre.router.table.ServedVersion;
import java.util.List;

/** Turns a model's configuration into the protocol's metadata. */
final class ModelTensors {
  private ModelTensors() {}

  /**
   * Metadata as one version has it.
   *
   * @param named the versions that the answer names
   */
  static ModelMetadataResponse metadata(ServedVersion version, List<ServedVersion> named) {
    ModelConfig config = version.config();
    boolean batched = config.getMaxBatchSize() > 0;
    ModelMetadataResponse.Builder metadata =
        ModelMetadataResponse.newBuilder()
            .setName(version.id().model())
            .setPlatform(platform(config));
    named.forEach(one -> metadata.addVersions(Long.toString(one.id().version())));
    config
        .getInputList()
        .forEach(input ->
            metadata.addInputs(
                tensor(input.getName(), input.getDataType(), input.getDimsList(), batched)));
    config
        .getOutputList()
        .forEach(output ->
            metadata.addOutputs(
                tensor(output.getName(), output.getDataType(), output.getDimsList(), batched)));
    return metadata.build();
  }

  /** Platform by the name that clients know it by; a configuration may name the backend alone. */
  private static String platform(ModelConfig config) {
    if (!config.getPlatform().isEmpty()) {
      return config.getPlatform();
    }
    return config.getBackend().equals("onnxruntime") ? "onnxruntime_onnx" : config.getBackend();
  }

  private static TensorMetadata tensor(
      String name, DataType type, List<Long> dims, boolean batched) {
    Datatype datatype = Datatype.of(type);
    TensorMetadata.Builder tensor =
        TensorMetadata.newBuilder()
            .setName(name)
            .setDatatype(datatype == null ? "" : datatype.name());
    if (batched) {
      tensor.addShape(Shape.VARIABLE);
    }
    return tensor.addAllShape(dims).build();
  }
}
