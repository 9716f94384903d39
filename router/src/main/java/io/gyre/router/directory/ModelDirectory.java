package io.gyre.router.directory;

import io.gyre.inference.request.VersionChoice;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexResponse;
import java.util.concurrent.CompletionStage;

/**
 * What this router knows of models, from announcements and the workers' control services. Messages
 * are the protocol's own; the HTTP front door prints them as JSON.
 */
public interface ModelDirectory {
  /** Whether the server can answer requests: no wanted model has failed, and it isn't draining. */
  boolean isReady();

  /**
   * Whether this version, or with none any version, is complete and served. False for unknown
   * models.
   */
  boolean isReady(String model, VersionChoice version);

  /** Name, versions, platform, inputs and outputs. */
  Answer<ModelMetadataResponse> metadata(String model, VersionChoice version);

  /** The configuration as resolved against the model. */
  Answer<ModelConfig> config(String model, VersionChoice version);

  /**
   * Every model of the registry with its versions' states; those that serve alone where {@code
   * readyOnly}.
   */
  RepositoryIndexResponse index(boolean readyOnly);

  /**
   * Execution statistics summed over workers: of one model, or of all where {@code model} is empty.
   */
  CompletionStage<Answer<ModelStatisticsResponse>> statistics(String model, VersionChoice version);
}
