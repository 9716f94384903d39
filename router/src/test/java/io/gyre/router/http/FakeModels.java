package io.gyre.router.http;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A directory of models that a test names, all of them in version 1 and served; asking for {@code
 * broken} fails.
 */
final class FakeModels implements ModelDirectory {
  private final Map<String, ModelConfig> models = new TreeMap<>();
  volatile boolean ready = true;

  FakeModels with(String name, int maxBatchSize, ModelInput... inputs) {
    models.put(
        name,
        ModelConfig.newBuilder()
            .setName(name)
            .setMaxBatchSize(maxBatchSize)
            .addAllInput(List.of(inputs))
            .build());
    return this;
  }

  static ModelInput input(String name, DataType type, long... dims) {
    ModelInput.Builder input = ModelInput.newBuilder().setName(name).setDataType(type);
    for (long dim : dims) {
      input.addDims(dim);
    }
    return input.build();
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public boolean isReady(String model, VersionChoice version) {
    return ready
        && models.containsKey(model)
        && version.number().orElse(1) == 1
        && !(version instanceof VersionChoice.Named);
  }

  @Override
  public Answer<ModelMetadataResponse> metadata(String model, VersionChoice version) {
    return switch (config(model, version)) {
      case Answer.Found<ModelConfig> _ ->
          new Answer.Found<>(
              ModelMetadataResponse.newBuilder().setName(model).addVersions("1").build());
      case Answer.Refused<ModelConfig>(Refusal refusal) -> new Answer.Refused<>(refusal);
    };
  }

  @Override
  public Answer<ModelConfig> config(String model, VersionChoice version) {
    if (model.equals("broken")) {
      throw new IllegalStateException("a defect");
    }
    ModelConfig config = models.get(model);
    if (version instanceof VersionChoice.Named(String alias)) {
      return new Answer.Refused<>(
          Refusal.of(Refusal.Reason.NO_ALIAS, model + " has no alias " + alias));
    }
    if (config == null || version.number().orElse(1) != 1) {
      return new Answer.Refused<>(unknown(model));
    }
    return new Answer.Found<>(config);
  }

  @Override
  public RepositoryIndexResponse index(boolean readyOnly) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    models
        .keySet()
        .forEach(name -> index.addModelsBuilder().setName(name).setVersion("1").setState("READY"));
    if (!readyOnly) {
      index.addModelsBuilder().setName("unused");
    }
    return index.build();
  }

  @Override
  public CompletionStage<Answer<ModelStatisticsResponse>> statistics(
      String model, VersionChoice version) {
    if (!model.isEmpty() && !models.containsKey(model)) {
      return CompletableFuture.completedFuture(new Answer.Refused<>(unknown(model)));
    }
    return CompletableFuture.supplyAsync(() ->
        new Answer.Found<>(
            ModelStatisticsResponse.newBuilder()
                .addModelStats(
                    ModelStatistics.newBuilder()
                        .setName(model)
                        .setVersion("1")
                        .setInferenceCount(1L << 60))
                .build()));
  }

  static Refusal unknown(String model) {
    return Refusal.of(
        Refusal.Reason.NOT_FOUND, "Request for unknown model: '%s' is not found".formatted(model));
  }
}
