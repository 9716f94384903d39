package io.gyre.router.grpc;

import com.google.protobuf.Message;
import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.wire.VersionText;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.ModelConfigRequest;
import io.gyre.proto.inference.ModelConfigResponse;
import io.gyre.proto.inference.ModelMetadataRequest;
import io.gyre.proto.inference.ModelReadyRequest;
import io.gyre.proto.inference.ModelReadyResponse;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexRequest;
import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.proto.inference.ServerLiveRequest;
import io.gyre.proto.inference.ServerLiveResponse;
import io.gyre.proto.inference.ServerMetadataRequest;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.proto.inference.ServerReadyRequest;
import io.gyre.proto.inference.ServerReadyResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The protocol's questions about server and models, put to the directory. */
final class DirectoryMethods {
  private final ModelDirectory directory;
  private final ServerMetadataResponse server;
  private final CallLoops loops;

  DirectoryMethods(ModelDirectory directory, ServerMetadataResponse server, CallLoops loops) {
    this.directory = directory;
    this.server = server;
    this.loops = loops;
  }

  List<ServerMethodDefinition<?, ?>> definitions() {
    return List.of(
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getServerLiveMethod(),
            ServerLiveRequest.getDefaultInstance(),
            loops,
            _ -> found(ServerLiveResponse.newBuilder().setLive(true).build())),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getServerReadyMethod(),
            ServerReadyRequest.getDefaultInstance(),
            loops,
            _ -> found(ServerReadyResponse.newBuilder().setReady(directory.isReady()).build())),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getServerMetadataMethod(),
            ServerMetadataRequest.getDefaultInstance(),
            loops,
            _ -> found(server)),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getModelReadyMethod(),
            ModelReadyRequest.getDefaultInstance(),
            loops,
            q -> ofVersion(q.getVersion(), version -> done(modelReady(q.getName(), version)))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getModelMetadataMethod(),
            ModelMetadataRequest.getDefaultInstance(),
            loops,
            q -> ofVersion(q.getVersion(), v -> done(directory.metadata(q.getName(), v)))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getModelConfigMethod(),
            ModelConfigRequest.getDefaultInstance(),
            loops,
            q -> ofVersion(q.getVersion(), version -> done(config(q.getName(), version)))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getModelStatisticsMethod(),
            ModelStatisticsRequest.getDefaultInstance(),
            loops,
            this::statistics),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
            RepositoryIndexRequest.getDefaultInstance(),
            loops,
            q -> done(index(q))));
  }

  /** What isn't served isn't ready; a name that is no alias is a mistake. */
  private Answer<ModelReadyResponse> modelReady(String model, VersionChoice version) {
    boolean ready = directory.isReady(model, version);
    return !ready
            && directory.metadata(model, version) instanceof Answer.Refused<?>(Refusal refusal)
            && refusal.reason() == Refusal.Reason.NO_ALIAS
        ? new Answer.Refused<>(refusal)
        : new Answer.Found<>(ModelReadyResponse.newBuilder().setReady(ready).build());
  }

  private Answer<ModelConfigResponse> config(String model, VersionChoice version) {
    return switch (directory.config(model, version)) {
      case Answer.Found(var config) ->
          new Answer.Found<>(ModelConfigResponse.newBuilder().setConfig(config).build());
      case Answer.Refused(Refusal refusal) -> new Answer.Refused<>(refusal);
    };
  }

  private CompletionStage<Answer<ModelStatisticsResponse>> statistics(ModelStatisticsRequest q) {
    return ofVersion(q.getVersion(), version -> directory.statistics(q.getName(), version));
  }

  private Answer<RepositoryIndexResponse> index(RepositoryIndexRequest request) {
    if (!request.getRepositoryName().isEmpty()) {
      return new Answer.Refused<>(
          Refusal.of(
              Refusal.Reason.UNSUPPORTED,
              "repository_name '"
                  + request.getRepositoryName()
                  + "' can't be chosen: leave it out for the index of all repositories"));
    }
    return new Answer.Found<>(directory.index(request.getReady()));
  }

  private static <A extends Message> CompletionStage<Answer<A>> ofVersion(
      String version, Function<VersionChoice, CompletionStage<Answer<A>>> question) {
    @Nullable Refusal refusal = VersionText.check(version);
    return refusal == null
        ? question.apply(VersionText.parse(version))
        : done(new Answer.Refused<>(refusal));
  }

  private static <A> CompletionStage<Answer<A>> found(A value) {
    return done(new Answer.Found<>(value));
  }

  private static <A> CompletionStage<Answer<A>> done(Answer<A> answer) {
    return CompletableFuture.completedStage(answer);
  }
}
