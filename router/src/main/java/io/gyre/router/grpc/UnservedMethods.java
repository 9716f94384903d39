package io.gyre.router.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import java.util.List;
import java.util.Map;

/**
 * The protocol's methods that this server answers with UNIMPLEMENTED, and the extension that each
 * belongs to.
 */
final class UnservedMethods {
  private static final Map<MethodDescriptor<?, ?>, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry(GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(), "model_repository"),
          Map.entry(GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(), "model_repository"),
          Map.entry(
              GRPCInferenceServiceGrpc.getCudaSharedMemoryRegisterMethod(), "cuda_shared_memory"),
          Map.entry(
              GRPCInferenceServiceGrpc.getCudaSharedMemoryUnregisterMethod(),
              "cuda_shared_memory"));

  private UnservedMethods() {}

  static List<ServerMethodDefinition<?, ?>> definitions() {
    return EXTENSIONS.entrySet().stream()
        .<ServerMethodDefinition<?, ?>>map(method -> definition(method.getKey(), method.getValue()))
        .toList();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> definition(
      MethodDescriptor<Q, A> method, String extension) {
    Refusal refusal =
        Refusal.of(
            Refusal.Reason.UNSUPPORTED,
            method.getBareMethodName()
                + " is not served: this server does not have the protocol's extension "
                + extension);
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          call.close(RefusalStatus.of(refusal), RefusalStatus.trailers(refusal));
          return new ServerCall.Listener<>() {};
        });
  }
}
