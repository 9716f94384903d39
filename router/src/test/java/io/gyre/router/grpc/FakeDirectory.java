package io.gyre.router.grpc;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A directory of one model, {@code echo}, with version 1. */
final class FakeDirectory implements ModelDirectory {
  volatile boolean ready = true;

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public boolean isReady(String model, VersionChoice version) {
    return knows(model, version);
  }

  @Override
  public Answer<ModelMetadataResponse> metadata(String model, VersionChoice version) {
    if (version instanceof VersionChoice.Named(String alias)) {
      return new Answer.Refused<>(
          Refusal.of(Refusal.Reason.NO_ALIAS, model + " has no alias '" + alias + "'"));
    }
    return knows(model, version)
        ? new Answer.Found<>(
            ModelMetadataResponse.newBuilder().setName(model).addVersions("1").build())
        : unknown(model);
  }

  @Override
  public Answer<ModelConfig> config(String model, VersionChoice version) {
    return knows(model, version)
        ? new Answer.Found<>(ModelConfig.newBuilder().setName(model).build())
        : unknown(model);
  }

  @Override
  public RepositoryIndexResponse index(boolean readyOnly) {
    return RepositoryIndexResponse.newBuilder()
        .addModels(RepositoryIndexResponse.ModelIndex.newBuilder().setName("echo"))
        .build();
  }

  @Override
  public CompletionStage<Answer<ModelStatisticsResponse>> statistics(
      String model, VersionChoice version) {
    return CompletableFuture.supplyAsync(() ->
        model.isEmpty() || knows(model, version)
            ? new Answer.Found<>(
                ModelStatisticsResponse.newBuilder()
                    .addModelStats(ModelStatistics.newBuilder().setName("echo"))
                    .build())
            : unknown(model));
  }

  private static boolean knows(String model, VersionChoice version) {
    return model.equals("echo")
        && version.number().orElse(1) == 1
        && !(version instanceof VersionChoice.Named);
  }

  private static <T> Answer<T> unknown(String model) {
    return new Answer.Refused<>(
        Refusal.of(
            Refusal.Reason.NOT_FOUND, "Request for unknown model: '" + model + "' is not found"));
  }
}
