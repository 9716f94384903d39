package io.gyre.router.grpc;

import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.CudaSharedMemoryStatusRequest;
import io.gyre.proto.inference.CudaSharedMemoryStatusResponse;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.SystemSharedMemoryRegisterRequest;
import io.gyre.proto.inference.SystemSharedMemoryRegisterResponse;
import io.gyre.proto.inference.SystemSharedMemoryStatusRequest;
import io.gyre.proto.inference.SystemSharedMemoryUnregisterRequest;
import io.gyre.proto.inference.SystemSharedMemoryUnregisterResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.sharedmemory.SharedRegions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The protocol's methods that show, register and unregister regions of shared memory. */
record RegionMethods(SharedRegions regions, CallLoops loops) {
  List<ServerMethodDefinition<?, ?>> definitions() {
    return List.of(
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getSystemSharedMemoryStatusMethod(),
            SystemSharedMemoryStatusRequest.getDefaultInstance(),
            loops,
            q -> CompletableFuture.completedStage(regions.status(q.getName()))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getSystemSharedMemoryRegisterMethod(),
            SystemSharedMemoryRegisterRequest.getDefaultInstance(),
            loops,
            q -> CompletableFuture.completedStage(register(q))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getSystemSharedMemoryUnregisterMethod(),
            SystemSharedMemoryUnregisterRequest.getDefaultInstance(),
            loops,
            q -> {
              regions.unregister(q.getName());
              return CompletableFuture.completedStage(
                  new Answer.Found<>(SystemSharedMemoryUnregisterResponse.getDefaultInstance()));
            }),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getCudaSharedMemoryStatusMethod(),
            CudaSharedMemoryStatusRequest.getDefaultInstance(),
            loops,
            _ ->
                CompletableFuture.completedStage(
                    new Answer.Found<>(CudaSharedMemoryStatusResponse.getDefaultInstance()))));
  }

  private Answer<SystemSharedMemoryRegisterResponse> register(
      SystemSharedMemoryRegisterRequest request) {
    Refusal refusal =
        regions.register(
            request.getName(), request.getKey(), request.getOffset(), request.getByteSize());
    return refusal == null
        ? new Answer.Found<>(SystemSharedMemoryRegisterResponse.getDefaultInstance())
        : new Answer.Refused<>(refusal);
  }
}
