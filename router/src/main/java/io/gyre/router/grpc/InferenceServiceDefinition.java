package io.gyre.router.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.gyre.inference.grpc.InboundMarshaller;
import io.gyre.inference.grpc.InboundMessage;
import io.gyre.inference.grpc.OutboundMarshaller;
import io.gyre.inference.grpc.UnaryInference;
import io.gyre.inference.wire.MessageStream;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the protocol's service together: inference on bytes, questions on messages, the rest
 * unserved.
 */
final class InferenceServiceDefinition {
  private InferenceServiceDefinition() {}

  static ServerServiceDefinition of(
      InboundMarshaller requests,
      UnaryInference unary,
      StreamInference stream,
      DirectoryMethods directory,
      SettingsMethods settings,
      RegionMethods regions,
      RepositoryMethods repository,
      List<ServerMethodDefinition<?, ?>> unserved) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>(directory.definitions());
    methods.addAll(regions.definitions());
    methods.addAll(settings.definitions());
    methods.addAll(repository.definitions());
    methods.addAll(unserved);
    methods.add(onBytes(GRPCInferenceServiceGrpc.getModelInferMethod(), requests, unary));
    methods.add(onBytes(GRPCInferenceServiceGrpc.getModelStreamInferMethod(), requests, stream));

    ServiceDescriptor generated = GRPCInferenceServiceGrpc.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }

  private static ServerMethodDefinition<InboundMessage, MessageStream> onBytes(
      MethodDescriptor<?, ?> generated,
      InboundMarshaller requests,
      ServerCallHandler<InboundMessage, MessageStream> handler) {
    return ServerMethodDefinition.create(
        generated.toBuilder(requests, new OutboundMarshaller()).build(), handler);
  }
}
