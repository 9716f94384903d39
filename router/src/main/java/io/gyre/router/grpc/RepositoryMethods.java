package io.gyre.router.grpc;

import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.RepositoryModelLoadRequest;
import io.gyre.proto.inference.RepositoryModelLoadResponse;
import io.gyre.proto.inference.RepositoryModelUnloadRequest;
import io.gyre.proto.inference.RepositoryModelUnloadResponse;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.change.ChangeParameters;
import io.gyre.router.change.ChangeService;
import io.gyre.router.directory.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The protocol's methods that load and unload models. */
record RepositoryMethods(ChangeService changes, CallLoops loops) {
  List<ServerMethodDefinition<?, ?>> definitions() {
    return List.of(
        DirectoryMethod.ofCaller(
            GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(),
            RepositoryModelLoadRequest.getDefaultInstance(),
            loops,
            this::load),
        DirectoryMethod.ofCaller(
            GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(),
            RepositoryModelUnloadRequest.getDefaultInstance(),
            loops,
            this::unload));
  }

  private CompletionStage<Answer<RepositoryModelLoadResponse>> load(
      RepositoryModelLoadRequest request, String caller) {
    return change(
        request.getRepositoryName(),
        ChangeParameters.load(request.getModelName(), caller, request.getParametersMap()),
        RepositoryModelLoadResponse.getDefaultInstance());
  }

  private CompletionStage<Answer<RepositoryModelUnloadResponse>> unload(
      RepositoryModelUnloadRequest request, String caller) {
    return change(
        request.getRepositoryName(),
        ChangeParameters.unload(request.getModelName(), caller, request.getParametersMap()),
        RepositoryModelUnloadResponse.getDefaultInstance());
  }

  private <A> CompletionStage<Answer<A>> change(
      String repository, Answer<ChangeRequest> request, A done) {
    if (!repository.isEmpty()) {
      return refused(
          Refusal.of(
              Reason.UNSUPPORTED,
              "repository_name '" + repository + "' can't be chosen: leave it out"));
    }
    return switch (request) {
      case Answer.Refused<ChangeRequest>(Refusal refusal) -> refused(refusal);
      case Answer.Found<ChangeRequest>(ChangeRequest change) ->
          changes
              .change(change)
              .thenApply(answer ->
                  switch (answer) {
                    case Answer.Found<?> _ -> new Answer.Found<>(done);
                    case Answer.Refused<?>(Refusal refusal) -> new Answer.Refused<>(refusal);
                  });
    };
  }

  private static <A> CompletionStage<Answer<A>> refused(Refusal refusal) {
    return CompletableFuture.completedStage(new Answer.Refused<>(refusal));
  }
}
