package io.gyre.router.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.router.pipeline.InferenceService;
import java.util.List;
import java.util.Map;

/**
 * The protocol's methods that this server answers with UNIMPLEMENTED, and the extension that each
 * belongs to.
 */
final class UnservedMethods {
  private static final Map<MethodDescriptor<?, ?>, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry(
              GRPCInferenceServiceGrpc.getCudaSharedMemoryRegisterMethod(), "cuda_shared_memory"),
          Map.entry(
              GRPCInferenceServiceGrpc.getCudaSharedMemoryUnregisterMethod(),
              "cuda_shared_memory"));

  private UnservedMethods() {}

  /** The methods; {@code service} learns of each call. */
  static List<ServerMethodDefinition<?, ?>> definitions(InferenceService service) {
    return EXTENSIONS.entrySet().stream()
        .<ServerMethodDefinition<?, ?>>map(
            method -> definition(method.getKey(), method.getValue(), service))
        .toList();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> definition(
      MethodDescriptor<Q, A> method, String extension, InferenceService service) {
    Refusal refusal =
        Refusal.of(
            Refusal.Reason.UNSUPPORTED,
            method.getBareMethodName()
                + " is not served: this server does not have the protocol's extension "
                + extension);
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          service.refused(RequestHeader.unread(""), refusal);
          call.close(RefusalStatus.of(refusal), RefusalStatus.trailers(refusal));
          return new ServerCall.Listener<>() {};
        });
  }
}
